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

bool needs_bytes(const ErrorCode& error) {
    return error == beast_http::error::need_more;
}

} // namespace

Session::Session(Socket socket, Loop& loop, Shared& shared)
    : socket_(std::move(socket)), loop_(loop), shared_(shared) {
    loop_.sessions.insert(this);
    ErrorCode ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    // A stream may have nothing to send for hours: a peer that has died must still be noticed.
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    socket_.set_option(KeepAliveAfter(kKeepAliveSeconds), ignored);
    socket_.non_blocking(true, ignored);
}

Session::~Session() {
    loop_.sessions.erase(this);
    --shared_.connections;
}

void Session::set_deadline(std::chrono::milliseconds from_now) {
    deadline_ = Clock::now() + from_now;
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
    for (;;) {
        const Read read = co_await read_request();
        if (read == Read::Failed) {
            co_await fail(failure_);
            co_return;
        }
        if (read == Read::Closed)
            break;
        if (!co_await answer())
            break;
    }
    if (send_now() == Sent::Some)
        co_await send_rest();
    ErrorCode ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

Task<void> Session::refuse() {
    co_await fail(Failure::Overloaded);
}

void Session::start_parser() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.limits.header_bytes));
    parser_->body_limit(boost::none); // check_header() and parse_some() bound it, by route
    parser_->eager(false);
    found_ = {};
    header_checked_ = false;
    body_bytes_ = 0;
    between_requests_ = buffer_.size() == 0;
    request_began_ = Clock::now();
    set_deadline(between_requests_ ? shared_.options.limits.idle_timeout
                                   : shared_.options.limits.read_timeout);
}

Task<Session::Read> Session::read_request() {
    start_parser();
    bool needs_more = buffer_.size() == 0;
    for (;;) {
        if (needs_more) {
            if (!co_await read_more())
                co_return timed_out_or_closed();
        }
        const Read read = parse_some(needs_more);
        if (read == Read::Failed || parser_->is_done())
            co_return read;
    }
}

Session::Read Session::timed_out_or_closed() const {
    const bool late = expired_ && !between_requests_ && !shared_.stopping;
    return late ? Read::Failed : Read::Closed;
}

Session::Read Session::parse_some(bool& needs_more) {
    ErrorCode error;
    const std::size_t used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    needs_more = needs_bytes(error) || (buffer_.size() == 0 && !parser_->is_done());
    if (error && !needs_bytes(error)) {
        failure_ =
            error == beast_http::error::header_limit ? Failure::HeaderTooLarge : Failure::Malformed;
        return Read::Failed;
    }
    if (parser_->is_header_done() && !header_checked_) {
        needs_more = buffer_.size() == 0;
        return check_header();
    }
    if (parser_->get().body().size() > shared_.options.limits.body_bytes) {
        failure_ = Failure::BodyTooLarge;
        return Read::Failed;
    }
    if (found_.route && parser_->get().body().size() > found_.route->max_body_bytes) {
        failure_ = Failure::MessageTooLarge;
        return Read::Failed;
    }
    return Read::Request;
}

// Of a request whose header has come.
std::string_view Session::path() const {
    const std::string_view target = parser_->get().target();
    return target.substr(0, target.find('?'));
}

Session::Read Session::check_header() {
    header_checked_ = true;
    parser_->eager(true);
    const auto& message = parser_->get();
    found_ = shared_.router->find(message.method_string(), path());
    const auto length = parser_->content_length();
    if (length && *length > shared_.options.limits.body_bytes) {
        failure_ = Failure::BodyTooLarge;
        return Read::Failed;
    }
    if (length && found_.route && *length > found_.route->max_body_bytes) {
        failure_ = Failure::MessageTooLarge;
        return Read::Failed;
    }
    if (message[beast_http::field::expect] == "100-continue")
        out_.append(kContinue);
    return Read::Request;
}

Task<bool> Session::read_more() {
    const Sent sent = send_now();
    if (sent == Sent::Failed || (sent == Sent::Some && !co_await send_rest()))
        co_return false;
    if (shared_.stopping && is_idle())
        co_return false;
    set_deadline(between_requests_ ? shared_.options.limits.idle_timeout
                                   : shared_.options.limits.read_timeout);
    if (!between_requests_) {
        const auto allowance = std::chrono::seconds(parser_->get().body().size() / kReadBytes);
        deadline_ = request_began_ + shared_.options.limits.read_timeout + allowance;
    }
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
        request_began_ = Clock::now();
        set_deadline(shared_.options.limits.read_timeout);
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
    deadline_ = Clock::time_point::max();
    out_.clear();
    sent_ = 0;
    co_return !error;
}

// A failed request leaves bytes unread; closing at once would reset the connection and the client
// would lose the answer. So it is told, and what it still sends is thrown away for a while.
Task<void> Session::fail(Failure failure) {
    Request request;
    if (parser_ && header_checked_) {
        request.method = parser_->get().method_string();
        request.path = path();
    }
    const Response response = shared_.options.render_failure(failure, request.path);
    observe(request, found_.route, response.status);
    expired_ = false;
    append_head(out_, response, {.date = loop_.date, .request_id = {}, .keep_alive = false});
    out_.append(response.body);
    const Sent sent = send_now();
    if (sent == Sent::Failed || (sent == Sent::Some && !co_await send_rest()))
        co_return;
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
