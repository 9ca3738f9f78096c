// parse(): tokens to a tree.
#pragma once

#include <optional>

#include "cel/token.h"
#include "cel/tree.h"
#include "diagnostics/sink.h"

namespace pemba::schema::cel {

/// Expressions that nest deeper, or have more nodes, are refused.
inline constexpr std::uint32_t kMaxNesting = 200;
inline constexpr std::size_t kMaxNodes = 10'000;

/// REQUIRES: an End is last. Nothing if they are no expression; the first fault is reported.
[[nodiscard]] std::optional<Tree> parse(const std::vector<Token>& tokens, Sink& sink);

} // namespace pemba::schema::cel
