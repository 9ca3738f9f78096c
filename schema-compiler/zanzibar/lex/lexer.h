// lex(): text to tokens and comments.
#pragma once

#include "zanzibar/lex/token.h"

namespace pemba::schema::zanzibar {

/// Never fails: what no rule takes becomes an OtherCharacter or an UnterminatedString, which the
/// parser reports. O(text).
[[nodiscard]] TokenList lex(const Source& source);

} // namespace pemba::schema::zanzibar
