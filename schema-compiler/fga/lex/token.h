// Token: one word of a `.fga` text. Blanks and line ends are tokens too: the grammar names them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/byte_span.h"

namespace pemba::schema::fga {

enum class TokenKind : std::uint8_t {
    Name,         ///< letters, digits, `_` and `-`
    ExtendedName, ///< one with `.` or `/`
    // Words that may be names as well.
    Model,
    Schema,
    Module,
    Extend,
    Type,
    Relation,
    // Words that may not.
    Relations,
    Define,
    Condition,
    From,
    Or,
    And,
    ButNot, ///< with one blank
    With,
    // In the parameters of a condition.
    ParameterType, ///< `int` and its like
    ContainerType, ///< `list`, `map`
    Version,       ///< `1.1`
    Colon,
    Comma,
    Less,
    Greater,
    OpenBracket,
    CloseBracket,
    OpenParenthesis,
    CloseParenthesis,
    OpenBrace,
    Expression, ///< all between the braces of a condition, up to the first `}`; maybe empty
    CloseBrace,
    Hash,
    Star,
    Blank,   ///< blanks and tabs
    Newline, ///< a line end with the blanks and empty lines around it
    Other,   ///< one character that the language has no use for
    End,
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::string_view text; ///< of TokenList::text
    ByteSpan span;
};

struct Comment {
    std::string text; ///< from its `#` to the end of its line, without blanks there
    ByteSpan span;
    bool on_own_line = false; ///< nothing but blanks before it
};

struct TokenList {
    std::string text;          ///< the source with blanks in place of comments
    std::vector<Token> tokens; ///< the last one is End
    std::vector<Comment> comments;
};

/// A word that can name a type or a relation.
[[nodiscard]] inline bool is_name(TokenKind kind) {
    return kind <= TokenKind::Relation;
}

/// A token as messages quote it: `` `viewer` `` or `the end of the line`.
[[nodiscard]] std::string describe(const Token& token);

} // namespace pemba::schema::fga
