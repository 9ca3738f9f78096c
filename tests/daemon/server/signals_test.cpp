// Signals to stop: when they end the process at once, and when they are waited for.
#include "server/signals.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include <doctest/doctest.h>

using namespace pemba::server;

namespace {

constexpr int kCannotTell = 77, kWentOn = 78;

// How a process ends that does this.
int status_of(const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        block_signals();
        work();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

} // namespace

TEST_SUITE("server/signals") {
    TEST_CASE("signals: one that comes is kept until it is waited for") {
        const int status = status_of([] {
            ::raise(SIGTERM);
            ::_exit(wait_for_signal(std::chrono::seconds(10)));
        });
        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == SIGTERM);
    }

    TEST_CASE("signals: while there is nothing to end well, one ends the process at once") {
        const int status = status_of([] {
            const StopAtOnce stop_at_once;
            ::raise(SIGTERM);
        });
        REQUIRE(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGTERM);
        CHECK(status_of([] {
                  { const StopAtOnce stop_at_once; }
                  ::raise(SIGTERM);
              }) == 0);
    }

    TEST_CASE("signals: the first process of a container is ended at once, too") {
        const int status = status_of([] {
            if (::unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0)
                ::_exit(kCannotTell);
            const int of_first = status_of([] {
                const StopAtOnce stop_at_once;
                ::kill(::getpid(), SIGTERM);
                ::_exit(kWentOn);
            });
            ::_exit(of_first == 0 ? 0 : kWentOn);
        });
        REQUIRE(WIFEXITED(status));
        if (WEXITSTATUS(status) == kCannotTell)
            MESSAGE("skipped: this machine lets nobody make namespaces of processes");
        else
            CHECK(WEXITSTATUS(status) == 0);
    }
}
