// Signals: waiting for what an operator sends.
#pragma once

#include <chrono>

namespace pemba::server {

/// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts, and ignores SIGPIPE. Call
/// first.
void block_signals();

/// Waits so long for one of these; returns its number, 0 if none came.
[[nodiscard]] int wait_for_signal(std::chrono::seconds patience);

} // namespace pemba::server
