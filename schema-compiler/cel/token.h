// Tokens of CEL.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/byte_span.h"

namespace pemba::schema::cel {

enum class TokenKind : std::uint8_t {
    Name,   ///< text: the name, also of reserved words
    Int,    ///< text: the digits, `0x` included
    Uint,   ///< the same without its `u`
    Double, ///< text: as written
    String, ///< text: what it stands for
    Bytes,  ///< text: what it stands for
    Symbol, ///< text: the symbol
    End,
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::string text;
    ByteSpan span;       ///< in the file
    bool quoted = false; ///< a Name in backticks: a field, never a word of the language
};

} // namespace pemba::schema::cel
