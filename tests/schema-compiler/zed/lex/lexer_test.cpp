// Tokens, their positions, and the lines between them.
#include <doctest/doctest.h>

#include "zed/lex/lexer.h"

using namespace pemba::schema;
using namespace pemba::schema::zed;

namespace {

std::string kinds(std::string_view text) {
    const Source source(text, "test");
    std::string out;
    for (const Token& token : lex(source).tokens)
        out += std::string(out.empty() ? "" : " ") + to_string(token.kind);
    return out;
}

} // namespace

TEST_SUITE("zed/lexer") {
    TEST_CASE("lex: every symbol and keyword is known") {
        CHECK(
            kinds("{ } ( ) | + & - -> : ; , # . ... = * @ < > /") ==
            "LeftBrace RightBrace LeftParenthesis RightParenthesis Pipe Plus Ampersand Minus Arrow "
            "Colon Semicolon Comma Hash Dot Ellipsis Equals Star At Less Greater Slash EndOfFile");
        CHECK(kinds("definition caveat relation permission nil with") ==
              "Definition Caveat Relation Permission Nil With EndOfFile");
    }

    TEST_CASE("lex: words that only sometimes mean something are identifiers") {
        CHECK(kinds("use any all self partial import expiration and nils relation_") ==
              "Identifier Identifier Identifier Identifier Identifier Identifier Identifier "
              "Identifier "
              "Identifier Identifier EndOfFile");
    }

    TEST_CASE("lex: strings as CEL writes them, and those without an end") {
        CHECK(kinds(R"("a\"b" 'it' """two
lines""" '''x''' 1.5)") == "String String String String Number EndOfFile");
        CHECK(kinds("\"open\nnext") == "UnterminatedString Identifier EndOfFile");
        CHECK(kinds("aaa /* open") == "Identifier UnterminatedComment EndOfFile");
        CHECK(kinds("!?%") == "OtherCharacter OtherCharacter OtherCharacter EndOfFile");
    }

    TEST_CASE("lex: tokens know their place, the line end and the blank line before them") {
        const Source source("aaa // one\n\n  bbb /* two\n */ ccc", "test");
        const TokenList list = lex(source);
        REQUIRE(list.tokens.size() == 4);
        CHECK(list.tokens[1].span == ByteSpan{14, 17});
        CHECK(source.position(14) == Position{3, 3});
        CHECK(list.tokens[1].on_new_line);
        CHECK(list.tokens[1].after_blank_line);
        CHECK(list.tokens[2].on_new_line);
        CHECK_FALSE(list.tokens[2].after_blank_line);
        REQUIRE(list.comments.size() == 2);
        CHECK_FALSE(list.comments[0].on_new_line);
        CHECK(list.comments[1].several_lines);
        CHECK(list.tokens[1].comments_before == 1);
    }

    TEST_CASE("lex: a byte order mark is skipped, letters outside ASCII belong to a word") {
        CHECK(kinds("\xEF\xBB\xBF"
                    "gr\xC3\xB6\xC3\x9F"
                    "e") == "Identifier EndOfFile");
    }
}
