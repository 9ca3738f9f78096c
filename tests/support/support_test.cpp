// Tests of what tests lean on.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("support") {
    TEST_CASE("temp store: the folder and what is in it are gone afterwards") {
        std::filesystem::path path;
        {
            TempStore store;
            path = store.path();
            std::ofstream(path / "something") << "text";
            CHECK(std::filesystem::exists(path / "something"));
        }
        CHECK_FALSE(std::filesystem::exists(path));
    }

    TEST_CASE("temp store: two at a time do not share a folder") {
        TempStore one;
        TempStore two;
        CHECK(one.path() != two.path());
    }

    TEST_CASE("must: an error becomes an exception that says what was wrong") {
        CHECK(tuple_of("doc:1#viewer@user:a").relation == "viewer");
        CHECK_THROWS_WITH_AS(
            must(Result<int>(Error{ErrorCode::NoSchema, "nothing is defined", {}})),
            "NoSchema: nothing is defined", std::runtime_error);
    }

    TEST_CASE("printing: tuples and lists look as a person writes them") {
        CHECK(doctest::toString(tuple_of("doc:1#viewer@group:g#member")) ==
              "doc:1#viewer@group:g#member");
        CHECK(doctest::toString(std::vector<FoundSubject>{{"*", {}, {{"a", {}}}}, {"b", {}, {}}}) ==
              "[* -a, b]");
    }
}
