// Token: one word of a `.zed` text, and the comments between words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/source.h"

namespace pemba::schema::zed {

enum class TokenKind : std::uint8_t {
#define PEMBA_TOKEN(name) name,
#define PEMBA_SYMBOL(name, text) name,
#define PEMBA_KEYWORD(name, text) name,
#include "zed/lex/token_kind.def"
#undef PEMBA_TOKEN
#undef PEMBA_SYMBOL
#undef PEMBA_KEYWORD
};

/// The enumerator's name, for tests and dumps.
[[nodiscard]] const char* to_string(TokenKind kind) noexcept;
[[nodiscard]] bool is_keyword(TokenKind kind) noexcept;

struct Token {
    TokenKind kind = TokenKind::EndOfFile;
    bool on_new_line = false;      ///< a line ends between the token before and this one
    bool after_blank_line = false; ///< an empty line comes right before it
    ByteSpan span;
    std::uint32_t comments_before = 0; ///< how many of all comments come before it
};

struct CommentToken {
    ByteSpan span;            ///< with its delimiters, without the line's end
    bool on_new_line = false; ///< nothing but blanks before it on its line
    bool after_blank_line = false;
    bool several_lines = false;
};

/// All tokens of a text; the last one is EndOfFile.
struct TokenList {
    std::vector<Token> tokens;
    std::vector<CommentToken> comments;
};

/// A token as messages quote it: `` `viewer` `` or `the end of the file`.
[[nodiscard]] std::string describe(const Token& token, const Source& source);

} // namespace pemba::schema::zed
