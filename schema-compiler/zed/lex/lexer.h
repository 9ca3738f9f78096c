// lex(): text to tokens.
#pragma once

#include "zed/lex/token.h"

namespace pemba::schema::zed {

/// Cuts a text into tokens. Never fails and reports nothing: what it does not know becomes a token
/// of a kind that the parser stumbles over, because a caveat's body may hold what a schema may not.
/// O(text).
[[nodiscard]] TokenList lex(const Source& source);

} // namespace pemba::schema::zed
