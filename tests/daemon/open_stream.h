// OpenStream: a client of a stream, which takes its lines as they come.
#pragma once

#include <deque>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

#include <boost/json/parse.hpp>

#include "daemon/running_daemon.h"
#include "support/line_stream.h"

namespace pemba::testing {

class OpenStream {
public:
    OpenStream(const RunningDaemon& daemon, const std::string& path, const std::string& body,
               const std::string& credential = kKey)
        : socket_(daemon.connect()) {
        send_all(socket_, http_post(path, body, credential));
    }
    ~OpenStream() { ::close(socket_); }
    OpenStream(const OpenStream&) = delete;
    OpenStream& operator=(const OpenStream&) = delete;

    /// The next line, or "" if none comes within that time or the stream is over.
    std::string line(int milliseconds = 5'000) {
        while (lines_.empty() && !over_ && receive(milliseconds)) {
        }
        if (lines_.empty())
            return {};
        auto line = lines_.front();
        lines_.pop_front();
        return line;
    }
    boost::json::value result() { return boost::json::parse(line()).at("result"); }
    /// Until the answer's head has come.
    int status() {
        while (stream_.status() == 0 && receive(5'000)) {
        }
        return stream_.status();
    }
    /// Whether the answer came to its end, as opposed to the connection's.
    [[nodiscard]] bool ended() const { return stream_.ended(); }

private:
    bool receive(int milliseconds) {
        const timeval patience{milliseconds / 1000, milliseconds % 1000 * 1000};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        char buffer[64 * 1024];
        const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
        over_ = got == 0;
        if (got <= 0)
            return false;
        stream_.feed({buffer, static_cast<std::size_t>(got)});
        stream_.take_lines([this](std::string_view line) { lines_.emplace_back(line); });
        return true;
    }

    int socket_;
    LineStream stream_;
    std::deque<std::string> lines_;
    bool over_ = false;
};

} // namespace pemba::testing
