// Tests of dump_format.h.
#include <doctest/doctest.h>

#include "dump_format.h"

using namespace pemba::database;

TEST_SUITE("tools/pembadb/dump_format") {
    TEST_CASE("dump: what is written is read back") {
        const std::string schema = "definition user {}\n// relationships\nend 1\n";
        const std::string tuples = "team:core#member@user:ann\n";
        const std::string text = dump_header(schema) + tuples + dump_footer(1);
        const auto dump = parse_dump(text, "f");
        REQUIRE(dump);
        CHECK(dump->schema == schema);
        CHECK(dump->relationships == tuples);
        CHECK(dump->first_line == 7);
        CHECK(dump->count == 1);
    }

    TEST_CASE("dump: an empty store is one, too") {
        const auto dump = parse_dump(dump_header("") + dump_footer(0), "f");
        REQUIRE(dump);
        CHECK(dump->schema.empty());
        CHECK(dump->relationships.empty());
        CHECK(dump->count == 0);
    }

    TEST_CASE("dump: a text of another kind or a newer format is refused with its place") {
        CHECK(parse_dump("team:core#member@user:ann\n", "f").error().message ==
              "f:1: not a dump: its first line is not `# pemba dump 1`");
        CHECK(parse_dump("# pemba dump 2\n", "f").error().message ==
              "f:1: format `2` is not known here; this program reads 1");
        CHECK(parse_dump("# pemba dump 1\nschema x\n", "f").error().message ==
              "f:2: `schema` and the number of its lines are missing");
        CHECK(parse_dump("# pemba dump 1\nschema 1\ndefinition user {}\n", "f").error().message ==
              "f:4: `relationships` is missing");
    }

    TEST_CASE("dump: one that is cut off anywhere behind its schema is refused") {
        const std::string whole = dump_header("definition user {}\n") +
                                  "team:core#member@user:ann\nteam:core#member@user:ben\n" +
                                  dump_footer(2);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CAPTURE(size);
            CHECK_FALSE(parse_dump(whole.substr(0, size), "f"));
        }
    }
}
