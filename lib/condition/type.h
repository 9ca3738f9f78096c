// Type: what a parameter takes.
#pragma once

#include <string>
#include <vector>

#include "expression_generated.h"

namespace pemba::condition {

/// A row of kinds: List and Map are followed by what they hold. Never empty in a Condition.
using Type = std::vector<fbs::ValueKind>;

/// `list<map<int>>`.
[[nodiscard]] std::string to_string(const Type& type);
/// Whether a row of kinds is a type: one that holds nothing more stands last.
[[nodiscard]] bool is_valid(const Type& type);

} // namespace pemba::condition
