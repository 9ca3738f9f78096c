// Pumping bytes through the server.
#include "lsp/serve.h"

#include <cerrno>

#include <unistd.h>

#include "lsp/framing.h"
#include "lsp/server.h"

namespace pemba::schema::lsp {

namespace {

/// False once nobody reads.
bool write_all(int output, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(output, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// Adds what there is to read; false at the end.
bool read_some(int input, FrameReader& reader) {
    char block[65536];
    ssize_t got = 0;
    do
        got = ::read(input, block, sizeof block);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return false;
    reader.feed({block, static_cast<std::size_t>(got)});
    return true;
}

std::vector<std::string> outgoing(Server& server, const Result<std::string>& message) {
    if (message)
        return server.handle(*message);
    return {Server::answer_to_broken_frame(message.error().message)};
}

} // namespace

int serve(int input, int output, const std::string& version) {
    constexpr int kHungUp = 1;
    FrameReader reader;
    Server server(version);
    while (!server.exit_status()) {
        const auto message = reader.next();
        if (!message) {
            if (!read_some(input, reader))
                return kHungUp;
            continue;
        }
        for (const std::string& each : outgoing(server, *message))
            if (!write_all(output, framed(each)))
                return kHungUp;
    }
    return *server.exit_status();
}

} // namespace pemba::schema::lsp
