// Signals: waiting for the one that ends the process.
#pragma once

namespace pemba::server {

/// Blocks SIGTERM and SIGINT for this thread and those it starts, and ignores SIGPIPE. Call first.
void block_stop_signals();

/// Waits for SIGTERM or SIGINT; returns its name.
[[nodiscard]] const char* wait_for_stop_signal();

} // namespace pemba::server
