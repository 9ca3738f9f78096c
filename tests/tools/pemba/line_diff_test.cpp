// Tests of line_diff.h.
#include <doctest/doctest.h>

#include "line_diff.h"

using pemba::client::diff_lines;
using pemba::client::diff_text;

TEST_SUITE("tools/pemba/line_diff") {
    TEST_CASE("difference: equal texts have none, a newline at the end does not matter") {
        CHECK(diff_lines("a\nb\n", "a\nb").empty());
    }

    TEST_CASE("difference: what goes stands before what comes") {
        CHECK(diff_text(diff_lines("a\nb\nc\n", "a\nx\nc\n")) == "  a\n- b\n+ x\n  c\n");
    }

    TEST_CASE("difference: lines at the ends, and from nothing") {
        CHECK(diff_text(diff_lines("", "a\n")) == "+ a\n");
        CHECK(diff_text(diff_lines("a\nb\n", "b\n")) == "- a\n  b\n");
        CHECK(diff_text(diff_lines("a\na\n", "a\n")) == "  a\n- a\n");
    }

    TEST_CASE("difference: three lines around a change are shown, far ones are left out") {
        const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
        const std::string after = "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\ntwelve\n";
        CHECK(diff_text(diff_lines(before, after)) == "- 1\n+ one\n  2\n  3\n  4\n  …\n"
                                                      "  9\n  10\n  11\n- 12\n+ twelve\n");
    }
}
