// Numbers and nouns agree.
#include "console/counted.h"

#include <doctest/doctest.h>

using pemba::console::counted;

TEST_SUITE("console/counted") {
    TEST_CASE("one is in the singular, none and more in the plural") {
        CHECK(counted(0, "name") == "0 names");
        CHECK(counted(1, "name") == "1 name");
        CHECK(counted(8'062, "name") == "8,062 names");
    }
    TEST_CASE("a noun may end with a y") {
        CHECK(counted(1, "changelog entry") == "1 changelog entry");
        CHECK(counted(2, "changelog entry") == "2 changelog entries");
        CHECK(counted(2, "key") == "2 keys");
    }
}
