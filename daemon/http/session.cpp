// Session: reading requests, bounded in bytes and time, and the life of a connection.
#include "http/session.h"

#include <algorithm>

#include <boost/asio/post.hpp>

#include "http/response_head.h"

namespace pemba::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using namespace std::chrono_literals;

using KeepAliveAfter = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
constexpr int kKeepAliveSeconds = 60;
constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr std::chrono::milliseconds kLastRequest = 500ms; // may take to come once it stops
constexpr std::chrono::milliseconds kTurn = 1ms;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

Session::Session(Transport transport, Loop& loop, Shared& shared)
    : transport_(std::move(transport)), loop_(loop), shared_(shared),
      large_body_(shared.large_body_bytes), now_(Clock::now()), request_began_(now_),
      turn_began_(now_), arrived_(now_) {
    loop_.sessions.insert(this);
    ErrorCode ignored;
    Socket& socket = transport_.socket();
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    // A stream may have nothing to send for hours: a peer that has died must still be noticed.
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    socket.set_option(KeepAliveAfter(kKeepAliveSeconds), ignored);
    socket.non_blocking(true, ignored);
    client_ = socket.remote_endpoint(ignored).address().to_string();
}

Session::~Session() {
    loop_.sessions.erase(this);
    --shared_.connections;
}

void Session::set_deadline(std::chrono::milliseconds from_now) {
    now_ = Clock::now();
    deadline_ = now_ + from_now;
}

void Session::expire_if_late(Clock::time_point now) {
    if (now < deadline_)
        return;
    if (is_idle() && transport_.has_unread())
        return;            // a request has come, and the read that waits for it is about to know
    expired_ = !is_idle(); // a read that has ended by now, though nobody knows yet, counts
    deadline_ = Clock::time_point::max();
    ErrorCode ignored;
    transport_.socket().cancel(ignored);
}

bool Session::is_idle() const {
    return between_requests_ && out_.empty();
}

void Session::begin_stop() {
    if (is_idle())
        deadline_ = std::min(deadline_, Clock::now() + kLastRequest);
    else if (alarm_)
        alarm_->ring();
}

void Session::abort() {
    expired_ = true;
    ErrorCode ignored;
    transport_.socket().cancel(ignored);
    transport_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

Task<bool> Session::open() {
    between_requests_ = false;
    set_deadline(shared_.options.limits.read_timeout);
    std::string reason;
    const Transport::Opened opened = co_await transport_.open(reason);
    if (opened == Transport::Opened::Yes && !expired_)
        co_return true;
    if (expired_ && !shared_.stopping)
        reason = "it took too long";
    if (!reason.empty() && shared_.options.refused_handshake)
        shared_.options.refused_handshake(client_, reason);
    if (opened == Transport::Opened::SpeaksPlainHttp)
        co_await fail(Failure::NeedsTls);
    else
        co_await linger();
    co_return false;
}

Task<void> Session::run() {
    if (!transport_.is_open() && !co_await open())
        co_return;
    begin_request();
    for (;;) {
        const Got got = parse();
        bool open = got != Got::Failure;
        if (got == Got::Part)
            open = co_await read_more();
        if (got == Got::Failure || (!open && is_late())) {
            co_await fail(failure_);
            co_return;
        }
        if (got == Got::Request) {
            open = co_await answer();
            begin_request();
            if (open && !between_requests_ && now_ - turn_began_ > kTurn)
                open = co_await give_way();
        }
        if (!open)
            break;
    }
    co_await flush();
    transport_.end_sending();
}

// A client that sends many requests at once has one turn after the other like everybody else.
Task<bool> Session::give_way() {
    const bool sent = co_await flush();
    if (!sent)
        co_return false;
    co_await next_turn();
    turn_began_ = now_ = Clock::now();
    co_return true;
}

// No coroutine: of post() and its executor within one, GCC 12 makes wrong code.
Task<void> Session::next_turn() {
    return asio::post(transport_.get_executor(), asio::use_awaitable_t<Executor>());
}

Task<void> Session::refuse() {
    if (transport_.is_open())
        co_await fail(Failure::Overloaded);
}

void Session::begin_request() {
    parser_.emplace(received_);
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.limits.header_bytes));
    parser_->body_limit(boost::none); // check_header() and check_body() bound it, by route
    large_body_.give_back();
    found_ = {};
    header_checked_ = false;
    body_bytes_ = 0;
    between_requests_ = buffer_.size() == 0;
    request_began_ = now_;
}

Session::Got Session::failed(Failure failure) {
    failure_ = failure;
    return Got::Failure;
}

// The parser stops once after the header, whatever follows it. Its own limit is on what it has not
// taken yet, and not on what stands between chunks.
Session::Got Session::parse() {
    const std::size_t limit = shared_.options.limits.header_bytes;
    while (buffer_.size() > 0) {
        ErrorCode error;
        buffer_.consume(parser_->put(buffer_.data(), error));
        const bool needs_more = error == beast_http::error::need_more;
        if (error == beast_http::error::header_limit || received_.header_bytes() > limit ||
            (needs_more && buffer_.size() > limit))
            return failed(Failure::HeaderTooLarge);
        if (error && !needs_more)
            return failed(Failure::Malformed);
        if (parser_->is_header_done()) {
            const Got got = header_checked_ ? check_body() : check_header();
            if (got != Got::Part)
                return got;
        }
        if (needs_more)
            break;
    }
    return Got::Part;
}

Session::Got Session::check_header() {
    header_checked_ = true;
    parser_->eager(true);
    found_ = shared_.router->find(received_.method(), received_.path());
    const auto length = parser_->content_length();
    if (length && *length > shared_.options.limits.body_bytes)
        return failed(Failure::BodyTooLarge);
    if (length && found_.route && *length > found_.route->max_body_bytes)
        return failed(Failure::MessageTooLarge);
    const bool body_has_come = length && *length <= buffer_.size();
    if (!body_has_come && is_refused_unread())
        return Got::Failure;
    if (received_.find("Expect") == "100-continue")
        out_.append(kContinue);
    return parser_->is_done() ? Got::Request : Got::Part;
}

Session::Got Session::check_body() {
    const std::size_t size = received_.body.size();
    if (size > shared_.options.limits.body_bytes)
        return failed(Failure::BodyTooLarge);
    if (found_.route && size > found_.route->max_body_bytes)
        return failed(Failure::MessageTooLarge);
    if (size > kReadBytes && !large_body_.grow_to(size, shared_.options.limits.large_body_bytes))
        return failed(Failure::Overloaded);
    return parser_->is_done() ? Got::Request : Got::Part;
}

bool Session::is_refused_unread() {
    if (!found_.route || !found_.route->before_body)
        return false;
    refusal_ = found_.route->before_body(take_request());
    return refusal_.has_value();
}

bool Session::is_late() const {
    return expired_ && !between_requests_ && !shared_.stopping;
}

Clock::time_point Session::read_deadline() const {
    const Limits& limits = shared_.options.limits;
    if (!between_requests_)
        return request_began_ + limits.read_timeout +
               std::chrono::seconds(received_.body.size() / kReadBytes);
    if (shared_.stopping)
        return Clock::now() + std::min(kLastRequest, limits.idle_timeout);
    return now_ + limits.idle_timeout;
}

Task<bool> Session::read_more() {
    const Sent sent = send_now();
    if (sent == Sent::Failed || (sent == Sent::Some && !co_await send_rest()))
        co_return false;
    deadline_ = read_deadline();
    ErrorCode error;
    const std::size_t got = co_await transport_.read_some(buffer_.prepare(kReadBytes), error);
    buffer_.commit(got);
    if (error || expired_) {
        failure_ = Failure::Timeout;
        co_return false;
    }
    now_ = turn_began_ = arrived_ = Clock::now();
    if (between_requests_)
        request_began_ = now_;
    between_requests_ = false;
    co_return true;
}

// Most answers fit into the socket's buffer, and then there is nothing to wait for.
Session::Sent Session::send_now() {
    ErrorCode error;
    if (sent_ < out_.size())
        sent_ +=
            transport_.write_now(asio::buffer(out_.data() + sent_, out_.size() - sent_), error);
    if (error && error != asio::error::would_block)
        return Sent::Failed;
    if (sent_ < out_.size())
        return Sent::Some;
    out_.clear();
    sent_ = 0;
    if (out_.capacity() > 4 * kFlushBytes)
        std::string().swap(out_);
    return Sent::All;
}

Task<bool> Session::send_rest() {
    ErrorCode error;
    set_deadline(shared_.options.limits.write_timeout);
    co_await transport_.write(asio::buffer(out_.data() + sent_, out_.size() - sent_), error);
    now_ = Clock::now();
    deadline_ = Clock::time_point::max();
    out_.clear();
    sent_ = 0;
    co_return !error;
}

Task<bool> Session::flush() {
    const Sent sent = send_now();
    if (sent == Sent::Some)
        co_return co_await send_rest();
    co_return sent == Sent::All;
}

// A failed request leaves bytes unread; closing at once would reset the connection and the client
// would lose the answer. So it is told, and what it still sends is thrown away for a while.
Task<void> Session::fail(Failure failure) {
    Request request{.id = request_id(), .headers = &received_};
    if (header_checked_) {
        request.method = received_.method();
        request.path = received_.path();
    }
    if (!refusal_)
        refusal_ = shared_.options.render_failure(failure, request.path);
    const Response& response = *refusal_;
    observe(request, response.status);
    expired_ = false;
    append_head(out_, response,
                {.date = loop_.date, .request_id = request.id, .keep_alive = false});
    out_.append(response.body);
    const bool sent = co_await flush();
    if (sent)
        co_await linger();
}

Task<void> Session::linger() {
    ErrorCode error;
    between_requests_ = false; // what comes now is no request
    transport_.end_sending();
    set_deadline(std::min<std::chrono::milliseconds>(shared_.options.limits.read_timeout, 2s));
    buffer_.clear();
    std::size_t thrown_away = 0;
    while (!error && !expired_ && thrown_away < shared_.options.limits.body_bytes)
        thrown_away += co_await transport_.read_some(buffer_.prepare(kReadBytes), error);
}

} // namespace pemba::http
