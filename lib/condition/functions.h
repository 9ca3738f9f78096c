// The functions of CEL that are given values and give one back.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "condition/arena.h"
#include "condition/condition.h"

namespace pemba::condition {

/// A value, or why there is none.
using Outcome = std::variant<Value, std::string>;

/// Calls a function. `node` is the call's, for its pattern. `budget` is lowered by the work that
/// texts and lists cause; a call that would cost more than is left fails without doing it.
[[nodiscard]] Outcome call(const Node& node, std::span<const Value> arguments, Arena& arena,
                           std::uint64_t& budget);

} // namespace pemba::condition
