// Timing of single calls: the best of several rounds for each, and what they come to together.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <vector>

namespace pemba::benchmarks {

/// What the times of many calls come to, in microseconds.
struct Summary {
    double median = 0, mean = 0, p99 = 0;
};

/// Sorts the times.
[[nodiscard]] inline Summary summary_of(std::vector<double>& times) {
    if (times.empty())
        return {};
    std::ranges::sort(times);
    double sum = 0;
    for (const double time : times)
        sum += time;
    const auto count = times.size();
    return {times[count / 2], sum / static_cast<double>(count), times[count * 99 / 100]};
}

/// The shortest time of each of a fixed number of calls, over all rounds; what it takes to read
/// the clock is taken off.
class BestTimes {
public:
    explicit BestTimes(std::size_t calls)
        : times_(calls, std::numeric_limits<double>::infinity()), clock_(clock_overhead()) {}

    /// Calls, and keeps the time if it is that call's best. The call's result is returned.
    template <class Call>
    auto measure(std::size_t index, const Call& call) {
        const auto start = std::chrono::steady_clock::now();
        auto result = call();
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - start;
        times_[index] = std::min(times_[index], std::max(0.0, took.count() - clock_));
        return result;
    }

    [[nodiscard]] const std::vector<double>& times() const { return times_; }

private:
    static double clock_overhead() {
        std::vector<double> times;
        for (int i = 0; i < 10'001; ++i) {
            const auto start = std::chrono::steady_clock::now();
            const std::chrono::duration<double, std::micro> took =
                std::chrono::steady_clock::now() - start;
            times.push_back(took.count());
        }
        return summary_of(times).median;
    }

    std::vector<double> times_; ///< microseconds
    double clock_;              ///< of reading the clock twice
};

} // namespace pemba::benchmarks
