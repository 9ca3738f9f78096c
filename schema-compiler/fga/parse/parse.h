// parse(): tokens of a `.fga` text to what it says.
#pragma once

#include "diagnostics/sink.h"
#include "fga/lex/token.h"
#include "fga/parse/file.h"

namespace pemba::schema::fga {

/// Parentheses nest at most so deep.
inline constexpr std::uint32_t kMaxNesting = 64;

/// Reports every declaration that is not as the grammar has it, once; what else the file says is
/// kept. O(tokens).
[[nodiscard]] File parse(const TokenList& list, Sink& sink);

} // namespace pemba::schema::fga
