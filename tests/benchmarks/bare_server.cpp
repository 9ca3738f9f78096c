// bare_server: the yardstick for pembad. Reads any request, answers as many bytes as pembad does,
// no more.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

asio::awaitable<void> serve(tcp::socket socket, std::shared_ptr<const std::string> body) {
    boost::beast::flat_buffer buffer;
    try {
        socket.set_option(tcp::no_delay(true));
        while (true) {
            http::request<http::string_body> request;
            co_await http::async_read(socket, buffer, request, asio::use_awaitable);
            http::response<http::string_body> response(http::status::ok, request.version());
            response.set(http::field::date, "Thu, 01 Jan 1970 00:00:00 GMT");
            response.set(http::field::content_type, "application/json");
            response.set("Cache-Control", "no-store");
            response.set("X-Content-Type-Options", "nosniff");
            response.set("X-Request-ID", "00000000-0-000000");
            response.keep_alive(request.keep_alive());
            response.body() = *body;
            response.prepare_payload();
            co_await http::async_write(socket, response, asio::use_awaitable);
            if (!response.keep_alive())
                co_return;
        }
    } catch (const boost::system::system_error&) {
        // The client went away.
    }
}

asio::awaitable<void> listen(tcp::acceptor acceptor, std::shared_ptr<const std::string> body) {
    while (true) {
        auto socket = co_await acceptor.async_accept(asio::make_strand(acceptor.get_executor()),
                                                     asio::use_awaitable);
        auto executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket), body), asio::detached);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: bare_server PORT_FILE THREADS BODY_BYTES\n");
        return 2;
    }
    int threads = std::stoi(argv[2]);
    auto body = std::make_shared<const std::string>(std::stoul(argv[3]), 'x');
    asio::io_context io(threads);
    tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
    std::ofstream(argv[1]) << acceptor.local_endpoint().port() << std::endl;
    asio::co_spawn(io, listen(std::move(acceptor), body), asio::detached);
    std::vector<std::thread> pool;
    for (int i = 0; i < threads; ++i)
        pool.emplace_back([&io] { io.run(); });
    for (std::thread& thread : pool)
        thread.join();
}
