// The conversions of CEL: int(), string() and their like, and what they share with others.
#pragma once

#include "condition/functions.h"

namespace pemba::condition {

/// REQUIRES: the function is one from ToBool to ToIpAddress.
[[nodiscard]] Outcome conversion(fbs::Function function, std::span<const Value> arguments,
                                 Arena& arena);

/// The characters of a text that is UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);

/// Whether a value is the least of its type: false, 0, empty.
[[nodiscard]] bool is_zero(const Value& value);

} // namespace pemba::condition
