// Meter: how much of something has been used of what is given anew every second.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace pemba::api {

/// A leaky bucket that holds what is given in one second: so much may be used at once, and on
/// average not more than that in a second. Kept as one number, the time at which all that was used
/// will have been given. Thread-safe without a lock.
class Meter {
public:
    using Clock = std::chrono::steady_clock;

    /// 0: without end.
    explicit Meter(std::uint64_t units_a_second) : units_a_second_(units_a_second) {}

    /// How long to wait until there is something left to use; 0 if there is now.
    [[nodiscard]] std::chrono::nanoseconds wait(Clock::time_point now) const {
        const auto ahead = paid_at_.load(std::memory_order_relaxed) - now.time_since_epoch();
        return std::max(std::chrono::nanoseconds(0), ahead - kSecond + time_of(1));
    }
    /// Uses that many; more than is left makes a debt, for which the next ones wait.
    void use(std::uint64_t units, Clock::time_point now) {
        if (units_a_second_ == 0)
            return;
        auto paid_at = paid_at_.load(std::memory_order_relaxed);
        while (!paid_at_.compare_exchange_weak(
            paid_at, std::max(paid_at, now.time_since_epoch()) + time_of(units),
            std::memory_order_relaxed)) {
        }
    }

private:
    static constexpr std::chrono::nanoseconds kSecond = std::chrono::seconds(1);

    // In which so many are given; at most an hour, so that a debt ends.
    [[nodiscard]] std::chrono::nanoseconds time_of(std::uint64_t units) const {
        if (units_a_second_ == 0)
            return {};
        const double seconds = static_cast<double>(units) / static_cast<double>(units_a_second_);
        return std::chrono::nanoseconds(
            static_cast<std::int64_t>(1e9 * std::min(seconds, 3'600.0)));
    }

    std::uint64_t units_a_second_;
    std::atomic<Clock::duration> paid_at_{};
};

} // namespace pemba::api
