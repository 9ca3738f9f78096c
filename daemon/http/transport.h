// Transport: the bytes of one connection, plain or through TLS; who reads and writes does not know
// which.
#pragma once

#include <cstddef>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/tls.h"

namespace pemba::http {

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
template <class T>
using Task = boost::asio::awaitable<T, Executor>;

/// Used on one thread. TLS writes as write(2) does: the process ignores SIGPIPE.
class Transport {
public:
    using ErrorCode = boost::system::error_code;

    /// The socket does not block. Without `tls` the bytes are as they are.
    Transport(Socket socket, Tls tls);

    /// For what concerns the connection and not its bytes: options, waiting, cancelling.
    [[nodiscard]] Socket& socket() { return socket_; }
    [[nodiscard]] Executor get_executor() { return socket_.get_executor(); }

    /// Whether bytes can be exchanged: at once, or after open() with TLS.
    [[nodiscard]] bool is_open() const { return open_; }
    enum class Opened { Yes, SpeaksPlainHttp, Failed };
    /// Shakes hands. If that fails the bytes are as they are from then on, so that what the client
    /// still sends can be thrown away; `reason` says why, "" if the client just went away or
    /// socket() was cancelled.
    Task<Opened> open(std::string& reason);

    /// At least one byte, or an error.
    Task<std::size_t> read_some(boost::asio::mutable_buffer into, ErrorCode& error);
    /// Writes what the socket takes now; would_block if that is nothing. What is left is written
    /// next, before anything else.
    std::size_t write_now(boost::asio::const_buffer from, ErrorCode& error);
    /// Writes all.
    Task<std::size_t> write(boost::asio::const_buffer from, ErrorCode& error);

    /// Whether the socket has bytes, so that a read that waits is about to go on.
    [[nodiscard]] bool has_unread() const;
    enum class Peeked { Nothing, Bytes, End };
    /// What a read would find.
    [[nodiscard]] Peeked peek();

    /// Tells the client that nothing more comes.
    void end_sending();

private:
    Task<bool> wait_for(int result, ErrorCode& error);
    Task<std::size_t> read_tls(boost::asio::mutable_buffer into, ErrorCode& error);
    Task<std::size_t> write_tls(boost::asio::const_buffer from, ErrorCode& error);
    std::size_t write_tls_now(boost::asio::const_buffer from, ErrorCode& error);

    Socket socket_;
    Tls tls_;
    bool open_;
    bool broken_ = false; ///< TLS is, beyond repair
};

} // namespace pemba::http
