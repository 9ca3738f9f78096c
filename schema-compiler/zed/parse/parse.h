// parse(): tokens to a tree.
#pragma once

#include <string_view>
#include <vector>

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"
#include "zed/lex/token.h"

namespace pemba::schema::zed {

/// Parentheses and type arguments may be nested this deep.
inline constexpr std::size_t kMaxNesting = 64;

/// What `use` turns on.
[[nodiscard]] const std::vector<std::string_view>& features();

/// Reads a whole file, reports what does not follow the grammar and goes on after it. What could
/// not be read is marked broken, so that later steps stay silent about what follows from it.
/// O(tokens).
[[nodiscard]] File parse(const TokenList& tokens, const Source& source, Sink& sink);

} // namespace pemba::schema::zed
