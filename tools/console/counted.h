// Counted: a number and what it counts, in agreement.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pemba::console {

/// `1 name`, `8,062 names`; `1 entry`, `2 entries`. `noun` is in the singular, and a regular one.
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);

} // namespace pemba::console
