// Server: listens, and serves a Router's routes over HTTP/1.1 with keep-alive and pipelining. One
// io thread a core, each with an event loop of its own; a connection stays on the thread it was
// given.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/router.h"
#include "http/tls.h"

namespace pemba::http {

/// Every bound on what a client may take.
struct Limits {
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 64 * 1024 * 1024; ///< of any request; a route may take less
    std::chrono::milliseconds read_timeout{
        30'000}; ///< for a request, and 1 s more a 64 KiB of body
    std::chrono::milliseconds write_timeout{30'000}; ///< for one piece of an answer
    std::chrono::milliseconds idle_timeout{120'000}; ///< between requests
    std::size_t connections = 10'000;
    std::size_t concurrent_requests = 1'000; ///< being answered at the same time
    /// Of bodies that are larger than what is read at once, of all requests together.
    std::size_t large_body_bytes = std::size_t{512} << 20;
    /// That a request may wait for its io thread to do other work, about; longer: it is refused.
    std::chrono::milliseconds io_wait{10};
    /// That it may wait for a worker, once it was allowed to (patience.h), or for those that came
    /// before it on its connection.
    std::chrono::milliseconds worker_wait{5'000};
};

/// What an observer is told of one answered request.
struct Observation {
    std::string_view method;
    std::string_view path;
    const Route* route = nullptr; ///< none if no route was found
    std::string_view request_id;
    std::string_view client; ///< the address that it came from
    unsigned status = 0;
    std::chrono::nanoseconds duration{}; ///< from the first byte until the answer was known
    std::size_t request_bytes = 0;       ///< of the body
    const Headers* headers = nullptr;    ///< of the request, as far as they have come
};

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: any free one
    /// A listening socket that is served instead of them. It stays the caller's, who keeps it open
    /// so that connections wait in it when this server has stopped. -1: none.
    int listening_socket = -1;
    /// With what connections begin; none: they speak plain HTTP.
    std::shared_ptr<const TlsContext> tls;
    std::size_t io_threads = 1;
    std::size_t worker_threads = 1;
    Limits limits;
    /// How a failure is answered; the path is empty if it is not known. Called from any io thread.
    std::function<Response(Failure, std::string_view path)> render_failure;
    /// Told of every answer; called from any io thread, must be quick. May be empty.
    std::function<void(const Observation&)> observe;
    /// Told of a client with which TLS did not come about. Called from any io thread. May be empty.
    std::function<void(const std::string& client, std::string_view reason)> refused_handshake;
};

/// A listening server. start() returns once it accepts connections.
class Server {
public:
    /// The router must outlive the server.
    struct Started {
        std::unique_ptr<Server> server; ///< none on failure
        std::string error;
    };
    [[nodiscard]] static Started start(Options options, const Router& router);

    /// stop(0 s), if it was not called.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// The port it listens on.
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::size_t connections() const;
    [[nodiscard]] std::size_t requests_in_flight() const;

    /// What connections begin with from now on, if they began with TLS so far; those that are open
    /// go on. From any thread.
    void replace_tls(const std::shared_ptr<const TlsContext>& tls);

    /// Stops accepting, lets requests finish and ends streams that have no end. Each connection is
    /// told with its next answer that it closes, and one that waits for a request is closed when
    /// none comes for half a second. With the last second of the grace, at most half of it, other
    /// streams are ended, too; connections that are still open after it are cut. Returns when no
    /// handler is running any more.
    void stop(std::chrono::milliseconds grace);

private:
    class State;
    explicit Server(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace pemba::http
