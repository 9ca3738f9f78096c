// Session: one connection. Reads requests, calls handlers and writes answers in the order of the
// requests, on one io thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "http/attempts.h"
#include "http/patience.h"
#include "http/received_request.h"
#include "http/round.h"
#include "http/server.h"
#include "http/share.h"
#include "http/transport.h"

namespace pemba::http {

using Clock = std::chrono::steady_clock;

/// What all sessions share. Counters are read from any thread; the rest does not change.
struct Shared {
    Options options;
    const Router* router = nullptr;
    Patience patience;
    std::atomic<std::size_t> waiting_jobs{0}; ///< for a worker
    boost::asio::thread_pool workers;
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> in_flight{0};
    std::atomic<std::size_t> large_body_bytes{0};
    std::atomic<bool> stopping{false};
    std::atomic<bool> grace_ends{false}; ///< while stopping: streams are cut, whatever they are

    Shared(Options given, const Router& routes);
};

class Session;

/// One event loop with the sessions that live on it; all but the io_context is used on its thread
/// only. A tick every 50 ms ends the sessions whose deadline has passed, so that a request costs no
/// timer of its own.
struct Loop {
    explicit Loop(const Limits& limits) : round(context.get_executor(), limits.io_wait) {}

    boost::asio::io_context context{1};
    Round round;
    Attempts attempts;
    std::unordered_set<Session*> sessions;
    std::shared_ptr<const TlsContext> tls; ///< of connections from now on; none: plain HTTP
    std::string date;                      ///< for the Date header, renewed by the tick
    std::string id_prefix;                 ///< of the request ids made here
    std::uint64_t next_request = 0;
};

/// What wakes a stream that waits for its source: the source, from any thread, the client's going
/// away, or the server's stop. It outlives the session if somebody still holds it.
class Alarm : public std::enable_shared_from_this<Alarm> {
public:
    explicit Alarm(Executor executor) : timer_(executor) {}

    /// From any thread.
    void ring_from_elsewhere();
    // On the session's thread only:
    void ring();
    Task<void> wait(Clock::duration longest); ///< until it has rung since the last wait
    /// Rings when bytes come from the client, or its end of the connection goes away.
    void watch(Socket& socket);

private:
    boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor> timer_;
    bool rung_ = false;
    bool watching_ = false;
};

class Session {
public:
    Session(Transport transport, Loop& loop, Shared& shared);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Serves until the connection ends.
    Task<void> run();
    /// Answers `Overloaded`, unless that took a handshake, and closes.
    Task<void> refuse();

    /// Called by the loop's tick.
    void expire_if_late(Clock::time_point now);
    /// Ends the connection after the next answer, or soon if no request comes any more: all that
    /// has come is answered, and so is what is already on its way.
    void begin_stop();
    /// Ends the connection whatever it does.
    void abort();

private:
    /// What the bytes that have come are.
    enum class Got { Part, Request, Failure };
    /// A chunk, or the end (no text), or a source that threw.
    struct Chunk {
        std::optional<std::string> text;
        bool failed = false;
    };

    /// Shakes hands; false: there is nobody to talk to.
    Task<bool> open();
    void begin_request();
    Got parse();
    Got check_header();
    [[nodiscard]] Got check_body();
    /// Whether what the route says of a request without its body is the answer.
    [[nodiscard]] bool is_refused_unread();
    /// The request, as far as it has come; its body is moved out.
    [[nodiscard]] Request take_request();
    Got failed(Failure failure);
    /// False: the client is gone, or late.
    Task<bool> read_more();
    [[nodiscard]] Clock::time_point read_deadline() const;
    [[nodiscard]] bool is_late() const;
    /// Whether it waits for a request of which nothing was read, with nothing left to send.
    [[nodiscard]] bool is_idle() const;

    /// Whether the connection goes on.
    Task<bool> answer();
    /// Whether there is too much to do to answer one more.
    [[nodiscard]] bool is_too_much(std::size_t in_flight);
    /// Lets others have the thread after a while; false: the client is gone.
    Task<bool> give_way();
    /// Behind all who are ready to go on.
    Task<void> next_turn();
    /// What a handler answers here and at once, if it does.
    std::optional<Response> call_here(const Route& route, Request& request) const;
    std::optional<Response> attempt(const EagerHandler& handler, Request& request) const;
    /// Calls a handler that runs elsewhere or answers later.
    Task<Response> call_elsewhere(const Route& route, Request& request);
    std::string_view request_id();
    [[nodiscard]] bool keeps_alive(const Response& response) const;
    /// Appends an answer, or the head and the first chunk of a stream.
    void append_answer(const Response& response, std::string_view id, bool keep_alive);
    /// Whether the server's stop ends a stream here.
    [[nodiscard]] bool is_cut(const ChunkSource& source) const;
    Task<bool> stream(ChunkSource& source, const Route& route);
    Task<bool> wait_until_ready(ChunkSource& source);
    [[nodiscard]] bool client_has_gone();
    Task<Chunk> next_chunk(ChunkSource& source, const Route& route);
    void observe(const Request& request, unsigned status);
    Task<void> fail(Failure failure);
    Task<void> linger();

    /// Sends what fits into the socket at once; whether all of it did, or nothing more can.
    enum class Sent { All, Some, Failed };
    Sent send_now();
    Task<bool> send_rest();
    /// Sends all there is; false if that fails.
    Task<bool> flush();
    void set_deadline(std::chrono::milliseconds from_now);

    Transport transport_;
    std::string client_; ///< its address
    Loop& loop_;
    Shared& shared_;
    boost::beast::flat_buffer buffer_;
    ReceivedRequest received_;
    std::optional<RequestParser> parser_;
    std::string out_;              ///< answers that have not been sent
    std::size_t sent_ = 0;         ///< bytes of out_ that have
    std::string own_id_;           ///< of the request, if it brought none
    std::shared_ptr<Alarm> alarm_; ///< once a stream has waited
    Router::Found found_;
    Failure failure_ = Failure::Malformed;
    std::optional<Response> refusal_; ///< what a failed request is answered, if not by failure_
    Share large_body_;
    Clock::time_point now_; ///< when the clock was last read, which every request does twice
    Clock::time_point request_began_;
    Clock::time_point turn_began_; ///< since when others have waited for the thread
    Clock::time_point arrived_;    ///< when the last bytes were read
    Clock::time_point deadline_ = Clock::time_point::max();
    std::size_t body_bytes_ = 0; ///< of the request, once it is being answered
    bool expired_ = false;
    bool between_requests_ = true; ///< no byte of the next request has come
    bool header_checked_ = false;
};

} // namespace pemba::http
