// Tests of console/style.h and console/table.h.
#include <doctest/doctest.h>

#include "console/style.h"
#include "console/table.h"

using namespace pemba::console;

TEST_SUITE("tools/console/style") {
    TEST_CASE("style: plain text stays as it is, colour wraps it and ends") {
        CHECK(Style::plain().good("allowed") == "allowed");
        CHECK(Style::coloured().good("allowed") == "\033[32mallowed\033[0m");
    }

    TEST_CASE("numbers: thousands are grouped") {
        CHECK(grouped(0) == "0");
        CHECK(grouped(999) == "999");
        CHECK(grouped(8'062) == "8,062");
        CHECK(grouped(1'234'567) == "1,234,567");
    }

    TEST_CASE("sizes: the largest unit that leaves something before the point") {
        CHECK(bytes_text(1'023) == "1023 B");
        CHECK(bytes_text(1'536) == "1.5 KiB");
        CHECK(bytes_text(std::uint64_t{1} << 40) == "1.0 TiB");
    }

    TEST_CASE("a table: columns are aligned left and right, without spaces at the ends") {
        Table table({Align::Left, Align::Right});
        table.add({"tuples", "8,062"});
        table.add({"names", "12"});
        table.add({"changelog"});
        CHECK(table.text() == "tuples     8,062\n"
                              "names         12\n"
                              "changelog\n");
    }

    TEST_CASE("a table: a letter of several bytes is one wide") {
        CHECK(width("é✓") == 2);
    }
}
