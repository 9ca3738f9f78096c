// parse(): tokens to the tree.
#pragma once

#include "diagnostics/sink.h"
#include "zanzibar/ast/ast.h"
#include "zanzibar/lex/token.h"

namespace pemba::schema::zanzibar {

/// How deep messages nest at most: two levels an operator, so more than the 64 parentheses of `.zed`.
inline constexpr std::size_t kMaxNesting = 200;

/// Reports what it cannot read and goes on after it; the tree is whole only if nothing was
/// reported. O(tokens).
[[nodiscard]] File parse(const TokenList& tokens, const Source& source, Sink& sink);

} // namespace pemba::schema::zanzibar
