// lex(): text to tokens, comments aside.
#pragma once

#include <memory>

#include "fga/lex/token.h"

namespace pemba::schema::fga {

/// Cuts a text into tokens; `begin` is the offset of its first byte. Comments are found line by
/// line before anything else is looked at, also within expressions: a line that begins with `#` is
/// one, and so is what follows ` #`. Never fails: what it does not know becomes a token that the
/// parser stumbles over. Tokens view the list, which therefore stays where it is. O(text).
[[nodiscard]] std::unique_ptr<const TokenList> lex(std::string_view text, std::uint32_t begin = 0);

} // namespace pemba::schema::fga
