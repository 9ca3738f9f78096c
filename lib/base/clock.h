// The wall clock, in the unit that everything here counts time in.
#pragma once

#include <chrono>

namespace pemba::base {

/// Now, to the microsecond. May jump when the system's clock is set.
[[nodiscard]] inline std::chrono::sys_time<std::chrono::microseconds> wall_clock() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

} // namespace pemba::base
