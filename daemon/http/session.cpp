// Session: reading requests, bounded in bytes and time, and the life of a connection.
#include "http/session.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "http/response_head.h"

namespace pemba::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using namespace std::chrono_literals;

constexpr asio::use_awaitable_t<Executor> use_task;
using KeepAliveAfter = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
constexpr int kKeepAliveSeconds = 60;
constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

Session::Session(Socket socket, Loop& loop, Shared& shared)
    : socket_(std::move(socket)), loop_(loop), shared_(shared), now_(Clock::now()),
      request_began_(now_) {
    loop_.sessions.insert(this);
    ErrorCode ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    // A stream may have nothing to send for hours: a peer that has died must still be noticed.
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    socket_.set_option(KeepAliveAfter(kKeepAliveSeconds), ignored);
    socket_.non_blocking(true, ignored);
    client_ = socket_.remote_endpoint(ignored).address().to_string();
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
    expired_ = true;
    deadline_ = Clock::time_point::max();
    ErrorCode ignored;
    socket_.cancel(ignored);
}

bool Session::is_idle() const {
    ErrorCode ignored;
    return between_requests_ && out_.empty() && socket_.available(ignored) == 0;
}

// Only cancels: a read that has ended by now, though its coroutine does not know yet, counts.
void Session::begin_stop() {
    ErrorCode ignored;
    if (is_idle())
        socket_.cancel(ignored);
    else if (alarm_)
        alarm_->ring();
}

void Session::abort() {
    expired_ = true;
    ErrorCode ignored;
    socket_.cancel(ignored);
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

Task<void> Session::run() {
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
        }
        if (!open)
            break;
    }
    co_await flush();
    ErrorCode ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

Task<void> Session::refuse() {
    co_await fail(Failure::Overloaded);
}

void Session::begin_request() {
    parser_.emplace(received_);
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.limits.header_bytes));
    parser_->body_limit(boost::none); // check_header() and check_body() bound it, by route
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
    return parser_->is_done() ? Got::Request : Got::Part;
}

bool Session::is_late() const {
    return expired_ && !between_requests_ && !shared_.stopping;
}

Task<bool> Session::read_more() {
    const Sent sent = send_now();
    if (sent == Sent::Failed || (sent == Sent::Some && !co_await send_rest()))
        co_return false;
    if (shared_.stopping && is_idle())
        co_return false;
    const Limits& limits = shared_.options.limits;
    const auto allowance = std::chrono::seconds(received_.body.size() / kReadBytes);
    deadline_ = between_requests_ ? now_ + limits.idle_timeout
                                  : request_began_ + limits.read_timeout + allowance;
    ErrorCode error;
    const std::size_t got = co_await socket_.async_read_some(buffer_.prepare(kReadBytes),
                                                             asio::redirect_error(use_task, error));
    buffer_.commit(got);
    if (error || expired_) {
        failure_ = Failure::Timeout;
        co_return false;
    }
    if (between_requests_) {
        between_requests_ = false;
        request_began_ = now_ = Clock::now();
    }
    co_return true;
}

// Most answers fit into the socket's buffer, and then there is nothing to wait for.
Session::Sent Session::send_now() {
    ErrorCode error;
    if (sent_ < out_.size())
        sent_ += socket_.write_some(asio::buffer(out_.data() + sent_, out_.size() - sent_), error);
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
    co_await asio::async_write(socket_, asio::buffer(out_.data() + sent_, out_.size() - sent_),
                               asio::redirect_error(use_task, error));
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
    const Response response = shared_.options.render_failure(failure, request.path);
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
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    set_deadline(std::min<std::chrono::milliseconds>(shared_.options.limits.read_timeout, 2s));
    buffer_.clear();
    std::size_t thrown_away = 0;
    while (!error && !expired_ && thrown_away < shared_.options.limits.body_bytes) {
        thrown_away += co_await socket_.async_read_some(buffer_.prepare(kReadBytes),
                                                        asio::redirect_error(use_task, error));
    }
}

} // namespace pemba::http
