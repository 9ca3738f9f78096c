// Signals, taken synchronously by the main thread. A handler there is only while there is nothing
// to end well.
#include "server/signals.h"

#include <algorithm>
#include <csignal>

#include <unistd.h>

namespace pemba::server {
namespace {

constexpr int kStoppingSignals[] = {SIGTERM, SIGINT};

sigset_t stopping_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : kStoppingSignals)
        sigaddset(&set, signal);
    return set;
}

// By now the signal does again what it does by default: it ends the process. But for the first one
// of a container, from which the kernel keeps signals that it does not handle.
void end_at_once(int signal) {
    ::raise(signal);
    ::_exit(0);
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

StopAtOnce::StopAtOnce() : before_{}, actions_{} {
    struct sigaction action {};
    action.sa_handler = &end_at_once;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    for (std::size_t i = 0; i < actions_.size(); ++i)
        sigaction(kStoppingSignals[i], &action, &actions_[i]);
    const sigset_t set = stopping_signals();
    pthread_sigmask(SIG_UNBLOCK, &set, &before_);
}

StopAtOnce::~StopAtOnce() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    for (std::size_t i = 0; i < actions_.size(); ++i)
        sigaction(kStoppingSignals[i], &actions_[i], nullptr);
}

} // namespace pemba::server
