// Token: one word of a text proto, and the comments between words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/source.h"

namespace pemba::schema::zanzibar {

enum class TokenKind : std::uint8_t {
    Word, ///< a field's name, a number or a variable such as `$TUPLE_USERSET_OBJECT`
    String,
    UnterminatedString,
    LeftBrace,  ///< `{` or `<`
    RightBrace, ///< `}` or `>`
    LeftBracket,
    RightBracket,
    Colon,
    Separator, ///< `;` or `,`, which say nothing after a field
    OtherCharacter,
    EndOfFile,
};

struct Token {
    TokenKind kind = TokenKind::EndOfFile;
    bool on_new_line = false;      ///< a line ends between the token before and this one
    bool after_blank_line = false; ///< an empty line comes right before it
    ByteSpan span;
    std::uint32_t comments_before = 0; ///< how many of all comments come before it
};

/// `# …` up to the line's end.
struct CommentToken {
    ByteSpan span;            ///< without the line's end
    bool on_new_line = false; ///< nothing but blanks before it on its line
    bool after_blank_line = false;
};

/// All tokens of a text; the last one is EndOfFile.
struct TokenList {
    std::vector<Token> tokens;
    std::vector<CommentToken> comments;
};

/// A token as messages quote it: `` `viewer` `` or `the end of the file`.
[[nodiscard]] std::string describe(const Token& token, const Source& source);

} // namespace pemba::schema::zanzibar
