#include "engine/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/format.h>

namespace pemba::engine {
namespace {

using Clock = std::chrono::steady_clock;

Error failure(std::string_view doing) {
    return {
        ErrorCode::StoreFailed, fmt::format("could not {}: {}", doing, std::strerror(errno)), {}};
}

void write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto done = ::write(to, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            ::_exit(1); // nobody listens any more
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
}

// Signals end it as if nobody had asked for them; nothing of the parent's is run at its end.
[[noreturn]] void be_child(const std::function<void(const Tell&)>& work, int to) {
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL})
        ::signal(signal, SIG_DFL);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody would read what it finds
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0)
        ::dup2(nowhere, STDERR_FILENO);
    int status = 0;
    try {
        work([to](const std::string& text) { write_all(to, text); });
    } catch (...) {
        status = 1;
    }
    ::_exit(status);
}

// Reads until the child ends or the time is over; whether it ended.
bool read_all(int from, std::string& output, std::chrono::seconds limit) {
    const auto until = Clock::now() + limit;
    while (true) {
        int patience = -1;
        if (limit.count() > 0) {
            const auto left = until - Clock::now();
            patience = std::max<int>(
                0, static_cast<int>(
                       std::chrono::duration_cast<std::chrono::milliseconds>(left).count()));
        }
        pollfd one{from, POLLIN, 0};
        const int ready = ::poll(&one, 1, patience);
        if (ready == 0)
            return false;
        char bytes[4096];
        const auto got = ready < 0 ? -1 : ::read(from, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return true;
        output.append(bytes, static_cast<std::size_t>(got));
    }
}

std::string ending_of(int status) {
    if (WIFSIGNALED(status))
        return fmt::format("ended by SIG{}", ::sigabbrev_np(WTERMSIG(status)));
    return WEXITSTATUS(status) == 0 ? "" : fmt::format("ended with {}", WEXITSTATUS(status));
}

} // namespace

Result<ChildResult> run_in_child(const std::function<void(const Tell&)>& work,
                                 std::chrono::seconds limit) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return failure("make a pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        be_child(work, ends[1]);
    }
    ::close(ends[1]);
    if (child < 0) {
        ::close(ends[0]);
        return failure("start a process");
    }
    ChildResult result;
    const bool ended = read_all(ends[0], result.output, limit);
    ::close(ends[0]);
    if (!ended)
        ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    result.ending =
        ended ? ending_of(status) : fmt::format("did not end within {} s", limit.count());
    result.was_killed = ended && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    return result;
}

} // namespace pemba::engine
