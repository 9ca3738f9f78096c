// Query: what follows `?` in a request's target.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pemba::http {

/// The first value of a parameter in `a=1&b=2`, with `%41` and `+` decoded; nothing if it is not
/// there. A `%` that no two hexadecimal digits follow stands for itself. O(query).
[[nodiscard]] std::optional<std::string> find_in_query(std::string_view query,
                                                       std::string_view name);

} // namespace pemba::http
