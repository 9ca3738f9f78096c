// Signals, taken synchronously by the main thread: no handler, no global.
#include "server/signals.h"

#include <csignal>

namespace pemba::server {
namespace {

sigset_t awaited_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

} // namespace

void block_signals() {
    const sigset_t set = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

const char* wait_for_stop_signal(const std::function<void()>& reload) {
    const sigset_t set = awaited_signals();
    int signal = 0;
    while (sigwait(&set, &signal) != 0 || signal == SIGHUP)
        if (signal == SIGHUP)
            reload();
    return signal == SIGTERM ? "SIGTERM" : "SIGINT";
}

} // namespace pemba::server
