// Running `dot` on temporary files, so that nobody waits for a full pipe.
#include "cli/graphviz.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/open_file.h"

extern char** environ;

namespace pemba::schema::cli {

namespace {

std::string contents(std::FILE* file) {
    std::string text;
    std::rewind(file);
    char block[65536];
    while (const std::size_t got = std::fread(block, 1, sizeof block, file))
        text.append(block, got);
    return text;
}

/// The error of starting `dot -Tsvg` and its wait status.
struct Ended {
    int error = 0;
    int status = 0;
};

Ended run_dot(std::FILE* input, std::FILE* output, std::FILE* messages) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ::fileno(input), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ::fileno(output), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ::fileno(messages), STDERR_FILENO);
    std::string program = "dot", format = "-Tsvg";
    char* arguments[] = {program.data(), format.data(), nullptr};
    pid_t child = 0;
    Ended ended;
    ended.error = ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    while (ended.error == 0 && ::waitpid(child, &ended.status, 0) < 0)
        if (errno != EINTR)
            ended.error = errno;
    return ended;
}

} // namespace

Result<std::string> draw_svg(std::string_view dot) {
    const File input(std::tmpfile()), output(std::tmpfile()), messages(std::tmpfile());
    if (!input || !output || !messages ||
        std::fwrite(dot.data(), 1, dot.size(), input.get()) != dot.size())
        return Error{ErrorCode::InvalidArgument,
                     std::string("cannot write a temporary file: ") + std::strerror(errno)};
    std::rewind(input.get());
    const Ended ended = run_dot(input.get(), output.get(), messages.get());
    if (ended.error == ENOENT)
        return Error{ErrorCode::InvalidArgument,
                     "SVG is drawn by graphviz's program `dot`, which was not found in PATH; "
                     "install graphviz, or take `--format dot`"};
    if (ended.error != 0)
        return Error{ErrorCode::InvalidArgument,
                     std::string("cannot run `dot`: ") + std::strerror(ended.error)};
    if (!WIFEXITED(ended.status) || WEXITSTATUS(ended.status) != 0)
        return Error{ErrorCode::InvalidArgument, "`dot` failed: " + contents(messages.get())};
    return contents(output.get());
}

} // namespace pemba::schema::cli
