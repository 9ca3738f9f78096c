// Patience: how long a job may wait for a worker.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

namespace pemba::http {

/// Ten times as long as jobs have worked of late, within bounds: who comes with a millisecond's
/// work is told soon that there is too much of it, and who comes with a second's is not sent away
/// for having to wait for three others. Used from any thread, without a lock.
class Patience {
public:
    using Duration = std::chrono::nanoseconds;

    Patience(Duration least, Duration most) : least_(least), most_(std::max(least, most)) {}

    [[nodiscard]] bool is_over(Duration waited) const {
        return waited >
               std::clamp(kTimes * average_.load(std::memory_order_relaxed), least_, most_);
    }
    /// Learns how long a job has worked. Of two at the same time one may be forgotten.
    void took(Duration duration) {
        const Duration before = average_.load(std::memory_order_relaxed);
        average_.store(before + (duration - before) / kWeight, std::memory_order_relaxed);
    }

private:
    static constexpr int kTimes = 10, kWeight = 16;

    Duration least_, most_;
    std::atomic<Duration> average_{Duration(0)};
};

} // namespace pemba::http
