// Transport: OpenSSL reads and writes the socket itself and asks to wait; Asio waits. Asio's own
// ssl::stream would lose what a socket that is full does not take of a write that must not block.
#include "http/transport.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace pemba::http {
namespace {

namespace asio = boost::asio;

constexpr asio::use_awaitable_t<Executor> use_task;

// Why a handshake failed; "" if OpenSSL has nothing against it.
std::string handshake_problem(const SSL* tls) {
    const char* reason = ERR_reason_error_string(ERR_peek_error());
    std::string problem = reason == nullptr ? "" : reason;
    if (const long verified = SSL_get_verify_result(tls); verified != X509_V_OK)
        problem += std::string(": ") + X509_verify_cert_error_string(verified);
    return problem;
}

} // namespace

Transport::Transport(Socket socket, Tls tls)
    : socket_(std::move(socket)), tls_(std::move(tls)), open_(!tls_) {
    if (tls_)
        SSL_set_fd(tls_.get(), socket_.native_handle());
}

Task<Transport::Opened> Transport::open(std::string& reason) {
    ErrorCode error;
    while (!open_) {
        ERR_clear_error();
        const int result = SSL_do_handshake(tls_.get());
        open_ = result == 1;
        if (open_ || co_await wait_for(result, error))
            continue;
        // OpenSSL's errors are the thread's, and stand until others run on it.
        const int problem = broken_ ? ERR_GET_REASON(ERR_peek_error()) : 0;
        if (broken_ && problem != SSL_R_UNEXPECTED_EOF_WHILE_READING)
            reason = handshake_problem(tls_.get());
        tls_.reset();
        open_ = true;
        co_return problem == SSL_R_HTTP_REQUEST ? Opened::SpeaksPlainHttp : Opened::Failed;
    }
    co_return Opened::Yes;
}

// Waits for what a call of OpenSSL asked for that did not succeed; false if it cannot any more.
Task<bool> Transport::wait_for(int result, ErrorCode& error) {
    const int wanted = SSL_get_error(tls_.get(), result);
    if (wanted == SSL_ERROR_WANT_READ) {
        co_await socket_.async_wait(Socket::wait_read, asio::redirect_error(use_task, error));
        co_return !error;
    }
    if (wanted == SSL_ERROR_WANT_WRITE) {
        co_await socket_.async_wait(Socket::wait_write, asio::redirect_error(use_task, error));
        co_return !error;
    }
    broken_ = wanted != SSL_ERROR_ZERO_RETURN;
    error = asio::error::eof;
    co_return false;
}

Task<std::size_t> Transport::read_some(asio::mutable_buffer into, ErrorCode& error) {
    if (tls_)
        return read_tls(into, error);
    return socket_.async_read_some(into, asio::redirect_error(use_task, error));
}

// Waits first, unless there is something: a client that never pauses gives others their turn.
Task<std::size_t> Transport::read_tls(asio::mutable_buffer into, ErrorCode& error) {
    if (SSL_has_pending(tls_.get()) == 0)
        co_await socket_.async_wait(Socket::wait_read, asio::redirect_error(use_task, error));
    std::size_t got = 0;
    while (!error && got == 0) {
        ERR_clear_error();
        const int result = SSL_read_ex(tls_.get(), into.data(), into.size(), &got);
        if (result != 1 && !co_await wait_for(result, error))
            break;
    }
    co_return got;
}

std::size_t Transport::write_now(asio::const_buffer from, ErrorCode& error) {
    return tls_ ? write_tls_now(from, error) : socket_.write_some(from, error);
}

std::size_t Transport::write_tls_now(asio::const_buffer from, ErrorCode& error) {
    std::size_t all = 0;
    while (all < from.size()) {
        std::size_t written = 0;
        ERR_clear_error();
        const int result = SSL_write_ex(tls_.get(), static_cast<const char*>(from.data()) + all,
                                        from.size() - all, &written);
        all += written;
        if (result == 1)
            continue;
        broken_ = SSL_get_error(tls_.get(), result) != SSL_ERROR_WANT_WRITE;
        error = broken_ ? asio::error::broken_pipe : asio::error::would_block;
        break;
    }
    return all;
}

Task<std::size_t> Transport::write(asio::const_buffer from, ErrorCode& error) {
    if (tls_)
        return write_tls(from, error);
    return asio::async_write(socket_, asio::buffer(from), asio::redirect_error(use_task, error));
}

Task<std::size_t> Transport::write_tls(asio::const_buffer from, ErrorCode& error) {
    std::size_t all = 0;
    for (;;) {
        all += write_tls_now(from + all, error);
        if (error != asio::error::would_block)
            co_return all;
        error = {};
        co_await socket_.async_wait(Socket::wait_write, asio::redirect_error(use_task, error));
        if (error)
            co_return all;
    }
}

bool Transport::has_unread() const {
    ErrorCode ignored;
    return socket_.available(ignored) > 0;
}

Transport::Peeked Transport::peek() {
    char byte = 0;
    if (tls_) {
        std::size_t got = 0;
        ERR_clear_error();
        const int result = SSL_peek_ex(tls_.get(), &byte, 1, &got);
        if (result == 1)
            return Peeked::Bytes;
        return SSL_get_error(tls_.get(), result) == SSL_ERROR_WANT_READ ? Peeked::Nothing
                                                                        : Peeked::End;
    }
    ErrorCode error;
    const std::size_t got =
        socket_.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
    if (error == asio::error::would_block)
        return Peeked::Nothing;
    return error || got == 0 ? Peeked::End : Peeked::Bytes;
}

void Transport::end_sending() {
    if (tls_ && !broken_) {
        ERR_clear_error();
        SSL_shutdown(tls_.get()); // if the socket is full the client sees the end without it
    }
    ErrorCode ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

} // namespace pemba::http
