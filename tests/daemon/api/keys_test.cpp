// Which Authorization headers are let in.
#include "api/keys.h"

#include <doctest/doctest.h>

using namespace pemba::api;

TEST_SUITE("api/keys") {
    TEST_CASE("keys: each of several keys is granted, others are denied") {
        const Keys keys({"one", "two"});
        CHECK(keys.check("Bearer one") == Access::Granted);
        CHECK(keys.check("bearer two") == Access::Granted);
        CHECK(keys.check("Bearer on") == Access::Denied);
        CHECK(keys.check("Bearer one ") == Access::Denied);
    }
    TEST_CASE("keys: no header, another scheme and a malformed header are told apart") {
        const Keys keys({"one"});
        CHECK(keys.check("") == Access::Missing);
        CHECK(keys.check("Basic one") == Access::Missing);
        CHECK(keys.check("one") == Access::Malformed);
        CHECK(keys.check("Bearer ") == Access::Malformed);
    }
    TEST_CASE("keys: without any key everybody is let in") {
        CHECK(Keys::none().check("") == Access::Granted);
    }
}
