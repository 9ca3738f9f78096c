// The names of tokens.
#include "zed/lex/token.h"

namespace pemba::schema::zed {

const char* to_string(TokenKind kind) noexcept {
    switch (kind) {
#define PEMBA_TOKEN(name)                                                                          \
    case TokenKind::name:                                                                          \
        return #name;
#define PEMBA_SYMBOL(name, text) PEMBA_TOKEN(name)
#define PEMBA_KEYWORD(name, text) PEMBA_TOKEN(name)
#include "zed/lex/token_kind.def"
#undef PEMBA_TOKEN
#undef PEMBA_SYMBOL
#undef PEMBA_KEYWORD
    }
    return "?";
}

bool is_keyword(TokenKind kind) noexcept {
    switch (kind) {
#define PEMBA_TOKEN(name)
#define PEMBA_SYMBOL(name, text)
#define PEMBA_KEYWORD(name, text) case TokenKind::name:
#include "zed/lex/token_kind.def"
#undef PEMBA_TOKEN
#undef PEMBA_SYMBOL
#undef PEMBA_KEYWORD
        return true;
    default: return false;
    }
}

std::string describe(const Token& token, const Source& source) {
    switch (token.kind) {
    case TokenKind::EndOfFile: return "the end of the file";
    case TokenKind::UnterminatedString: return "a string without an end";
    case TokenKind::UnterminatedComment: return "a comment without an end";
    default: return "`" + std::string(source.slice(token.span)) + "`";
    }
}

} // namespace pemba::schema::zed
