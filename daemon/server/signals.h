// Signals: waiting for what an operator sends.
#pragma once

#include <functional>

namespace pemba::server {

/// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts, and ignores SIGPIPE. Call
/// first.
void block_signals();

/// Waits for SIGTERM or SIGINT and returns its name. Calls `reload`, on this thread, at each SIGHUP
/// that comes before.
[[nodiscard]] const char* wait_for_stop_signal(const std::function<void()>& reload);

} // namespace pemba::server
