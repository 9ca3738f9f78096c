// Signals: waiting for the one that ends the process.
#pragma once

#include <functional>

namespace pemba::server {

/// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it starts, and ignores SIGPIPE. Call
/// first.
void block_signals();

/// Waits for SIGTERM or SIGINT and returns its name; calls `reload` at each SIGHUP until then.
[[nodiscard]] const char* wait_for_stop_signal(const std::function<void()>& reload);

} // namespace pemba::server
