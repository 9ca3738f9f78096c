// format(): the text of a `.fga` file laid out, in its author's order.
#pragma once

#include <string>

#include "fga/lex/token.h"

namespace pemba::schema::fga {

/// Two blanks a level, one blank line before types and conditions, at most one between relations,
/// one declaration a line. Keeps comments and parentheses; comments inside a declaration move
/// before it, expressions stay as they are. The tokens parse without an error. Formatting what it
/// made changes nothing. O(text).
[[nodiscard]] std::string format(const TokenList& list, std::string_view text);

} // namespace pemba::schema::fga
