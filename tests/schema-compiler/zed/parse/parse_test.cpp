// Precedence, what is read beyond SpiceDB's grammar, recovery and limits.
#include <doctest/doctest.h>

#include "zed/ast/dump.h"
#include "zed/lex/lexer.h"
#include "zed/parse/parse.h"

using namespace pemba::schema;

namespace {

struct Parsed {
    std::string tree;
    std::vector<Diagnostic> diagnostics;
};

Parsed parse(std::string_view text) {
    const Source source(text, "test");
    Sink sink(source);
    std::string tree = zed::dump(zed::parse(zed::lex(source), source, sink));
    return {tree, sink.take()};
}

std::string expression(const std::string& text) {
    const Parsed parsed = parse("definition doc {\npermission ppp = " + text + "\n}");
    REQUIRE(parsed.diagnostics.empty());
    const std::size_t equals = parsed.tree.find(" = ") + 3;
    return parsed.tree.substr(equals, parsed.tree.size() - equals - 1);
}

} // namespace

TEST_SUITE("zed/parse") {
    TEST_CASE("parse: `+` binds tightest, then `&`, then `-`, all to the left") {
        const std::pair<const char*, const char*> table[] = {
            {"a - b + c", "(- a (+ b c))"},
            {"a + b & c", "(& (+ a b) c)"},
            {"a - b & c", "(- a (& b c))"},
            {"a - b - c", "(- (- a b) c)"},
            {"a & b - c + d", "(- (& a b) (+ c d))"},
            {"a + b + c", "(+ (+ a b) c)"},
            {"a & (b - c)", "(& a (- b c))"},
            {"((a))", "a"},
            {"nil - a->b", "(- nil a->b)"},
            {"a.any(b) & a.all(c)", "(& a.any(b) a.all(c))"},
        };
        for (const auto& [text, tree] : table)
            CHECK(expression(text) == tree);
    }

    TEST_CASE("parse: an operator may begin a line") {
        CHECK(expression("aaa\n + bbb\n & ccc") == "(& (+ aaa bbb) ccc)");
        CHECK(parse("definition doc { relation viewer: user\n | team }").diagnostics.empty());
    }

    TEST_CASE("parse: definitions stand on one line, members end at a semicolon or the brace") {
        CHECK(
            parse("definition user {} definition doc { relation aaa: user; permission bbb = aaa }")
                .diagnostics.empty());
        CHECK(
            parse("definition doc { relation aaa: user relation bbb: user }").diagnostics.size() ==
            1);
    }

    TEST_CASE("parse: contextual words are names until their feature is used") {
        CHECK(parse("definition doc { relation expiration: user; relation and: use }")
                  .diagnostics.empty());
        const Parsed parsed = parse("use expiration\ndefinition doc { relation expiration: user }");
        REQUIRE(parsed.diagnostics.size() == 1);
        CHECK(parsed.diagnostics[0].code == "reserved-word");
    }

    TEST_CASE("parse: one problem is one diagnostic, and the next line is read again") {
        const Parsed parsed = parse("definition doc {\n relation : user\n relation ok: user\n"
                                    " permission view = +\n permission fine = ok\n}\n"
                                    "definition other {}");
        REQUIRE(parsed.diagnostics.size() == 2);
        CHECK(parsed.diagnostics[0].span.line == 2);
        CHECK(parsed.diagnostics[1].span.line == 4);
        CHECK(parsed.tree.find("relation ok | user") != std::string::npos);
        CHECK(parsed.tree.find("permission fine = ok") != std::string::npos);
        CHECK(parsed.tree.find("definition other") != std::string::npos);
    }

    TEST_CASE("parse: 64 parentheses are read, a million are refused without a crash") {
        const std::string open(64, '('), close(64, ')');
        CHECK(expression(open + "aaa" + close) == "aaa");
        const Parsed parsed =
            parse("definition doc { permission ppp = " + std::string(1'000'000, '(') + "\n}");
        REQUIRE(parsed.diagnostics.size() == 1);
        CHECK(parsed.diagnostics[0].code == "nesting-too-deep");
    }

    TEST_CASE("parse: a caveat's body is cut out with its braces counted") {
        const Parsed parsed = parse("caveat ccc(a int) { {\"}\": 1}[\"}\"] == a /* } */ }");
        CHECK(parsed.diagnostics.empty());
        CHECK(parsed.tree == "caveat ccc a:int { {\"}\": 1}[\"}\"] == a /* } */ }\n");
    }
}
