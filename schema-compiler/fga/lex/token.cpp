// Tokens in messages.
#include "fga/lex/token.h"

namespace pemba::schema::fga {

std::string describe(const Token& token) {
    switch (token.kind) {
    case TokenKind::Blank: return "a blank";
    case TokenKind::Newline: return "the end of the line";
    case TokenKind::End: return "the end of the file";
    default: return "`" + std::string(token.text) + "`";
    }
}

} // namespace pemba::schema::fga
