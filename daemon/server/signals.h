// Signals: waiting for what an operator sends.
#pragma once

#include <array>
#include <chrono>
#include <csignal>

namespace pemba::server {

/// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts, and ignores SIGPIPE. Call
/// first.
void block_signals();

/// Waits so long for one of these; returns its number, 0 if none came.
[[nodiscard]] int wait_for_signal(std::chrono::seconds patience);

/// While it exists, a signal to stop that comes to this thread ends the process at once, and a
/// child that works for it. REQUIRES: threads that are started meanwhile block signals themselves.
class StopAtOnce {
public:
    StopAtOnce();
    ~StopAtOnce();
    StopAtOnce(const StopAtOnce&) = delete;
    StopAtOnce& operator=(const StopAtOnce&) = delete;

private:
    sigset_t before_;
    std::array<struct sigaction, 2> actions_; ///< before, of the signals to stop
};

} // namespace pemba::server
