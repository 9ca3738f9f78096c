// Shares of a number of bytes.
#include "http/share.h"

#include <doctest/doctest.h>

using pemba::http::Share;

TEST_SUITE("http/share") {
    TEST_CASE("share: all shares together are held to the limit") {
        std::atomic<std::size_t> total{0};
        Share one(total), another(total);
        CHECK(one.grow_to(60, 100));
        CHECK(one.grow_to(50, 100)); // has more already
        CHECK(another.grow_to(40, 100));
        CHECK_FALSE(another.grow_to(41, 100));
        CHECK(total == 101);
    }
    TEST_CASE("share: what it took comes back when it goes, or when it says so") {
        std::atomic<std::size_t> total{0};
        Share one(total);
        {
            Share another(total);
            CHECK(another.grow_to(70, 100));
            CHECK_FALSE(one.grow_to(70, 100));
        }
        CHECK(total == 70);
        one.give_back();
        CHECK(total == 0);
        CHECK(one.grow_to(100, 100));
    }
}
