// What cannot be seen in the golden pictures: quoting and breaking of lines.
#include <doctest/doctest.h>

#include "graph/dot_text.h"
#include "pemba/schema/graph.h"

using namespace pemba::schema;

TEST_SUITE("graph") {
    TEST_CASE("dot_quoted: what would end the name is escaped") {
        CHECK(ir::dot_quoted(R"(a"b\c)") == R"("a\"b\\c")");
    }

    TEST_CASE("dot_lines: a line ends before an operator, and nothing is lost") {
        CHECK(ir::dot_lines("viewer & parent->view") == "viewer &amp; parent-&gt;view");
        CHECK(ir::dot_lines("a_rather_long_relation + another_relation - banned") ==
              R"(a_rather_long_relation<br align="left"/>+ another_relation - banned)");
        CHECK(ir::dot_lines("").empty());
    }

    TEST_CASE("graph: an empty schema has an empty picture, a broken one has none") {
        CHECK(graph("", "empty").dot.value_or("").ends_with("}\n"));
        const GraphResult broken = graph("definition doc { relation viewer: usr }", "broken");
        CHECK_FALSE(broken.dot);
        REQUIRE(broken.diagnostics.size() == 1);
        CHECK(broken.diagnostics[0].code == "unknown-type");
    }
}
