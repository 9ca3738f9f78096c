// Signals: waiting for the one that ends the process.
#pragma once

#include <chrono>

namespace pemba::server {

/// Blocks SIGTERM and SIGINT for this thread and those it starts, and ignores SIGPIPE. Call first.
void block_stop_signals();

/// Waits so long for SIGTERM or SIGINT; returns its name, null if none came.
[[nodiscard]] const char* wait_for_stop_signal(std::chrono::seconds patience);

} // namespace pemba::server
