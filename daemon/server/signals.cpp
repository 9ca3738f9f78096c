// Signals, taken synchronously by the main thread: no handler, no global.
#include "server/signals.h"

#include <algorithm>
#include <csignal>

namespace pemba::server {
namespace {

sigset_t stopping_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

sigset_t awaited_signals() {
    sigset_t set = stopping_signals();
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

StopAtOnce::StopAtOnce() : before_{} {
    const sigset_t set = stopping_signals();
    pthread_sigmask(SIG_UNBLOCK, &set, &before_);
}

StopAtOnce::~StopAtOnce() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace pemba::server
