// Budget: what one question may cost its caller.
#pragma once

#include <chrono>
#include <cstdint>

namespace pemba {

/// Within Limits, which hold for everybody.
struct Budget {
    /// 0: Limits::tuple_reads. Less, for a caller that would rather ask again elsewhere
    /// (BudgetExceeded) than wait.
    std::uint64_t tuple_reads = 0;
    /// From then on nobody waits for the answer: the question ends with DeadlineExceeded within a
    /// few thousand reads.
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
    /// What is read is added here, also by a question that fails. Outlives the call.
    std::uint64_t* spent = nullptr;
};

} // namespace pemba
