// Signals, taken synchronously by the main thread: no handler, no global.
#include "server/signals.h"

#include <csignal>

namespace pemba::server {
namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

} // namespace

void block_stop_signals() {
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

const char* wait_for_stop_signal(std::chrono::seconds patience) {
    const sigset_t set = stop_signals();
    const timespec time{patience.count(), 0};
    switch (sigtimedwait(&set, nullptr, &time)) {
    case SIGTERM: return "SIGTERM";
    case SIGINT: return "SIGINT";
    default: return nullptr;
    }
}

} // namespace pemba::server
