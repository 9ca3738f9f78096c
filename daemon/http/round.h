// Round: how long an io thread takes to get round to everybody who waits for it.
#pragma once

#include <chrono>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace pemba::http {

/// Rings a bell to itself through the kernel's queue of ready sockets, behind all that wait there
/// now: until it hears the bell, the round is under way. When rounds are longer than they may be,
/// one after the other, they are cut: whoever comes up in the rest of one is to be refused, which
/// takes microseconds, so that nobody waits much longer than that, however many come. The first
/// long one may be kBurst times as long, since many who come at once and not again can be answered.
/// The next round begins a little after the bell, so that its rest is others.
///
/// What counts is the time that the thread works: that it was not given a processor for a moment is
/// no reason to refuse anybody, unless that goes on for kStalled times as long. Lives on its
/// thread; costs four system calls every few milliseconds of work.
class Round {
public:
    using Executor = boost::asio::io_context::executor_type;
    using Clock = std::chrono::steady_clock;

    /// Without a bell, as when no file descriptor is left, no round is ever too long.
    Round(Executor executor, std::chrono::milliseconds longest);
    Round(const Round&) = delete;
    Round& operator=(const Round&) = delete;

    /// Told of each request that comes up. Whether the round has been going on for too long.
    [[nodiscard]] bool is_too_long(Clock::time_point now) {
        if (!under_way_ && now - began_ >= kPause)
            begin(now);
        return under_way_ && now - began_ > longest_ && has_worked_too_long(now);
    }

private:
    /// From the beginning of a round to that of the next, at least.
    static constexpr std::chrono::milliseconds kPause{5};
    static constexpr int kBurst = 10, kStalled = 100;

    void begin(Clock::time_point now);
    void end();
    [[nodiscard]] bool has_worked_too_long(Clock::time_point now) const;

    boost::asio::posix::basic_stream_descriptor<Executor> bell_;
    std::chrono::milliseconds longest_;
    Clock::time_point began_{};
    std::chrono::nanoseconds worked_before_{}; ///< of the thread, when it began
    bool under_way_ = false;
    bool last_was_long_ = false;
};

} // namespace pemba::http
