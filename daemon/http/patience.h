// Patience: how many jobs may wait for a worker.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>

namespace pemba::http {

/// As many as are done within ten times as long as one has worked of late, or within `least`: who
/// comes with a millisecond's work is told soon that there is too much of it, and who comes with a
/// second's is not sent away for having to wait for three others. It goes by the work that is
/// ahead, not by the time that passes: a machine that is slow for other reasons refuses nobody.
/// Used from any thread, without a lock.
class Patience {
public:
    using Duration = std::chrono::nanoseconds;

    /// `processors` is how many jobs are worked on at the same time.
    Patience(Duration least, std::size_t processors)
        : least_(least), processors_(std::max<std::size_t>(processors, 1)) {}

    /// Whether one more may wait, behind so many.
    [[nodiscard]] bool allows(std::size_t waiting) const {
        const Duration one = average_.load(std::memory_order_relaxed);
        return one * waiting / processors_ <= std::max(least_, kTimes * one);
    }
    /// Learns how long a job has worked. Of two at the same time one may be forgotten.
    void took(Duration duration) {
        const Duration before = average_.load(std::memory_order_relaxed);
        average_.store(before + (duration - before) / kWeight, std::memory_order_relaxed);
    }

private:
    static constexpr int kTimes = 10, kWeight = 16;

    Duration least_;
    std::size_t processors_;
    std::atomic<Duration> average_{Duration(0)};
};

} // namespace pemba::http
