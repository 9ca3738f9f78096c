// Session: streams that wait for their source.
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "http/session.h"

namespace pemba::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

constexpr asio::use_awaitable_t<Executor> use_task;
constexpr std::chrono::seconds kLongestWait{1}; // then a source is asked whether it goes on

} // namespace

void Alarm::ring_from_elsewhere() {
    asio::post(timer_.get_executor(), [alarm = shared_from_this()] { alarm->ring(); });
}

void Alarm::ring() {
    rung_ = true;
    timer_.cancel();
}

Task<void> Alarm::wait(Clock::duration longest) {
    ErrorCode ignored;
    timer_.expires_after(longest);
    if (!rung_)
        co_await timer_.async_wait(asio::redirect_error(use_task, ignored));
    rung_ = false;
}

void Alarm::watch(Socket& socket) {
    if (watching_)
        return;
    watching_ = true;
    socket.async_wait(Socket::wait_read, [alarm = shared_from_this()](ErrorCode) {
        alarm->watching_ = false;
        alarm->ring();
    });
}

Task<bool> Session::wait_until_ready(ChunkSource& source) {
    if (!alarm_)
        alarm_ = std::make_shared<Alarm>(transport_.get_executor());
    if (client_has_gone())
        co_return false;
    source.when_ready([alarm = alarm_] { alarm->ring_from_elsewhere(); });
    if (!is_cut(source))
        co_await alarm_->wait(kLongestWait);
    co_return true;
}

// Bytes that a client sends while it is being answered are its next request and stay where they
// are; while there are any, its going away goes unnoticed until something is sent to it.
bool Session::client_has_gone() {
    const Transport::Peeked seen = transport_.peek();
    if (seen == Transport::Peeked::Nothing)
        alarm_->watch(transport_.socket());
    return seen == Transport::Peeked::End;
}

} // namespace pemba::http
