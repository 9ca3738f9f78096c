// Signals, taken synchronously by the main thread: no handler, no global.
#include "server/signals.h"

#include <algorithm>
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

int wait_for_signal(std::chrono::seconds patience) {
    const sigset_t set = awaited_signals();
    const timespec time{patience.count(), 0};
    return std::max(0, sigtimedwait(&set, nullptr, &time));
}

} // namespace pemba::server
