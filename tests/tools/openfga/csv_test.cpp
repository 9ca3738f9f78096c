// Tests of csv.h: rows and fields, and what is none.
#include <doctest/doctest.h>

#include "openfga/csv.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::openfga;
using pemba::testing::must;

TEST_SUITE("tools/openfga/csv") {
    TEST_CASE("csv: commas, quotes and ends of lines in quotes belong to the field") {
        const std::string text = "a,b\r\n\n\"x,\"\"y\"\"\n\",\n";
        CsvRows rows(text, "t.csv");
        const auto first = must(rows.next());
        REQUIRE(first);
        CHECK(first->fields == std::vector<std::string>{"a", "b"});
        const auto second = must(rows.next());
        REQUIRE(second);
        CHECK(second->line == 3);
        CHECK(second->fields == std::vector<std::string>{"x,\"y\"\n", ""});
        CHECK(!must(rows.next()));
    }

    TEST_CASE("csv: a quote that is not closed or stands amid a field is told with its line") {
        for (const char* text : {"a\n\"b", "a\nb\"c", "a\n\"b\"c"}) {
            const std::string kept = text;
            CsvRows rows(kept, "t.csv");
            CHECK(must(rows.next()));
            const auto wrong = rows.next();
            REQUIRE(!wrong);
            CHECK(wrong.error().message.starts_with("t.csv:2: "));
        }
    }
}
