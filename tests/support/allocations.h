// Counts what the code under test takes from the heap.
#pragma once

#include <cstdint>

namespace pemba::testing {

/// How often this thread has called operator new so far. A program that calls this counts from its
/// start; other programs keep the standard operator.
[[nodiscard]] std::uint64_t allocations_of_this_thread();

} // namespace pemba::testing
