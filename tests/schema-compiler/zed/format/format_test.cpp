// The formatter keeps what an author cares about and changes nothing the second time.
#include <doctest/doctest.h>

#include "pemba/schema/compile.h"

using namespace pemba;

namespace {

std::string formatted(std::string_view text) {
    const schema::FormatResult result = schema::format(text, "test");
    REQUIRE(result.text.has_value());
    CHECK(schema::format(*result.text, "test").text == result.text);
    return *result.text;
}

} // namespace

TEST_SUITE("zed/format") {
    TEST_CASE("format: order, parentheses and line breaks are the author's, blanks are not") {
        CHECK(formatted("definition   user{}\n\n\n\ndefinition doc{relation viewer:user|user:*;\n"
                        "permission view=( viewer+viewer )\n  -viewer\n}") ==
              "definition user {}\n\ndefinition doc {\n\trelation viewer: user | user:*\n"
              "\tpermission view = (viewer + viewer) -\n\t\tviewer\n}\n");
    }

    TEST_CASE("format: no comment is lost") {
        CHECK(formatted("// top\n\n/** user */ definition /* odd */ user { // open\n"
                        " // first\n relation /* in */ aaa: user // after\n\n\n"
                        " relation bbb: user /* last */ }\n// end") ==
              "// top\n\n/** user */\n/* odd */\ndefinition user {\n\t// open\n\t// first\n"
              "\t/* in */\n\trelation aaa: user // after\n\n\trelation bbb: user /* last */\n}\n\n"
              "// end\n");
        CHECK(formatted("definition user { /* nobody */ }") ==
              "definition user {\n\t/* nobody */\n}\n");
    }

    TEST_CASE("format: a block comment gets an asterisk a line") {
        CHECK(formatted("/**\n one\n\n   two */\ndefinition user {}") ==
              "/**\n * one\n *\n * two\n */\ndefinition user {}\n");
    }

    TEST_CASE("format: a block comment of one line keeps its asterisks") {
        CHECK(formatted("/* * * text */\ndefinition user {}") ==
              "/* * * text */\ndefinition user {}\n");
        CHECK(formatted("/*\n ** text\n */\ndefinition user {}") ==
              "/* * text */\ndefinition user {}\n");
        CHECK(formatted("/*** text ***/\ndefinition user {}") ==
              "/** * text ** */\ndefinition user {}\n");
    }

    TEST_CASE("format: features that do not compile yet are formatted all the same") {
        CHECK(
            formatted("use  expiration\nuse partial\ncaveat ccc(aa  int,bb list< int >){ aa==1 }\n"
                      "partial ppp{ relation rrr: user with ccc and expiration\n...qqq }") ==
            "use expiration\nuse partial\n\ncaveat ccc(aa int, bb list<int>) { aa==1 }\n\n"
            "partial ppp {\n\trelation rrr: user with ccc and expiration\n\t...qqq\n}\n");
    }

    TEST_CASE("format: a text that does not parse gives diagnostics and no text") {
        const schema::FormatResult result = schema::format("definition {", "test");
        CHECK_FALSE(result.text.has_value());
        CHECK_FALSE(result.diagnostics.empty());
    }
}
