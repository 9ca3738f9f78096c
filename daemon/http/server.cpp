// Server: the io threads, the acceptor, the tick and the way to stop.
#include "http/server.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <latch>
#include <random>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "http/session.h"

namespace pemba::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using namespace std::chrono_literals;

constexpr asio::use_awaitable_t<Executor> use_task;
constexpr std::chrono::milliseconds kTick = 50ms;
constexpr std::chrono::milliseconds kLongestLastWords = 1s; // of streams that a stop cuts

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

// Tells processes and io threads apart.
std::string id_prefix(unsigned process, std::size_t loop) {
    char text[32];
    std::snprintf(text, sizeof text, "%08x-%zu-", process, loop);
    return text;
}

Task<void> tick(Loop& loop, const std::atomic<bool>& finished) {
    Timer timer(loop.context.get_executor());
    while (!finished) {
        loop.date = http_date();
        loop.attempts.give_some();
        timer.expires_after(kTick);
        ErrorCode ignored;
        co_await timer.async_wait(asio::redirect_error(use_task, ignored));
        const auto now = Clock::now();
        for (Session* session : loop.sessions)
            session->expire_if_late(now);
    }
}

Task<void> serve(Socket socket, Loop& loop, Shared& shared, bool refused) {
    Tls tls;
    if (loop.tls)
        tls = loop.tls->accept();
    if (loop.tls && !tls) { // no memory: the client sees its connection closed
        --shared.connections;
        co_return;
    }
    Session session(Transport(std::move(socket), std::move(tls)), loop, shared);
    if (refused)
        co_await session.refuse();
    else
        co_await session.run();
}

} // namespace

Shared::Shared(Options given, const Router& routes)
    : options(std::move(given)), router(&routes),
      patience(options.limits.io_wait, options.io_threads), workers(options.worker_threads) {}

class Server::State {
public:
    State(Options options, const Router& router);

    std::string listen();
    void run();
    void replace_tls(const std::shared_ptr<const TlsContext>& tls);
    void stop(std::chrono::milliseconds grace);

    Shared shared;
    std::vector<std::unique_ptr<Loop>> loops;
    std::uint16_t port = 0;

private:
    std::string bind();
    std::string adopt(int listening_socket);
    Task<void> accept_loop();
    void on_every_session(void (Session::*action)());
    void close_acceptor();
    void wait_for_sessions(std::chrono::milliseconds longest);

    Acceptor acceptor_;
    std::vector<std::thread> threads_;
    std::latch accepting_{1}; ///< until no connection is accepted any more
    std::atomic<bool> finished_{false};
};

namespace {

std::vector<std::unique_ptr<Loop>> make_loops(const Options& options) {
    const unsigned process = std::random_device()();
    std::vector<std::unique_ptr<Loop>> loops;
    for (std::size_t i = 0; i < std::max<std::size_t>(options.io_threads, 1); ++i) {
        loops.push_back(std::make_unique<Loop>(options.limits));
        loops.back()->tls = options.tls;
        loops.back()->id_prefix = id_prefix(process, i);
        loops.back()->date = http_date();
    }
    return loops;
}

} // namespace

Server::State::State(Options options, const Router& router)
    : shared(std::move(options), router), loops(make_loops(shared.options)),
      acceptor_(loops.front()->context.get_executor()) {}

std::string Server::State::listen() {
    const int given = shared.options.listening_socket;
    std::string problem = given < 0 ? bind() : adopt(given);
    ErrorCode ignored;
    port = acceptor_.local_endpoint(ignored).port();
    return problem;
}

std::string Server::State::adopt(int listening_socket) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    const bool known =
        ::getsockname(listening_socket, reinterpret_cast<sockaddr*>(&bound), &size) == 0;
    const int own = known ? ::fcntl(listening_socket, F_DUPFD_CLOEXEC, 0) : -1;
    if (own < 0)
        return std::string("cannot use the socket that was passed: ") + std::strerror(errno);
    ErrorCode error;
    acceptor_.assign(bound.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), own,
                     error);
    return error ? "cannot use the socket that was passed: " + error.message() : "";
}

std::string Server::State::bind() {
    ErrorCode error;
    const auto address = asio::ip::make_address(shared.options.address, error);
    if (error)
        return "`" + shared.options.address + "` is not an IP address";
    const asio::ip::tcp::endpoint endpoint(address, shared.options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error)
        acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error)
        acceptor_.bind(endpoint, error);
    if (!error)
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return "cannot listen on " + shared.options.address + ":" +
               std::to_string(shared.options.port) + ": " + error.message();
    return {};
}

void Server::State::run() {
    asio::co_spawn(loops.front()->context.get_executor(), accept_loop(),
                   [this](std::exception_ptr) { accepting_.count_down(); });
    for (auto& loop : loops) {
        asio::co_spawn(loop->context.get_executor(), tick(*loop, finished_), asio::detached);
        threads_.emplace_back([&context = loop->context] { context.run(); });
    }
}

// One acceptor deals connections out in turn, so that few connections still spread evenly.
Task<void> Server::State::accept_loop() {
    for (std::size_t turn = 0; acceptor_.is_open(); ++turn) {
        Loop& loop = *loops[turn % loops.size()];
        Socket socket(loop.context.get_executor());
        ErrorCode error;
        co_await acceptor_.async_accept(socket, asio::redirect_error(use_task, error));
        if (error == asio::error::operation_aborted)
            co_return;
        if (error) { // out of file descriptors, most likely: wait for some to come back
            Timer pause(loops.front()->context.get_executor(), kTick);
            co_await pause.async_wait(asio::redirect_error(use_task, error));
            continue;
        }
        const bool refused = ++shared.connections > shared.options.limits.connections;
        asio::post(loop.context, [this, &loop, refused, socket = std::move(socket)]() mutable {
            asio::co_spawn(loop.context.get_executor(),
                           serve(std::move(socket), loop, shared, refused), asio::detached);
        });
    }
}

void Server::State::on_every_session(void (Session::*action)()) {
    for (auto& loop : loops) {
        asio::post(loop->context, [&loop = *loop, action] {
            for (Session* session : loop.sessions)
                (session->*action)();
        });
    }
}

// A connection that is accepted afterwards comes to its loop after it.
void Server::State::replace_tls(const std::shared_ptr<const TlsContext>& tls) {
    for (auto& loop : loops)
        asio::post(loop->context, [&loop = *loop, tls] { loop.tls = tls; });
}

void Server::State::close_acceptor() {
    asio::post(loops.front()->context, [this] {
        ErrorCode ignored;
        acceptor_.close(ignored);
    });
    accepting_.wait(); // what was accepted in time is among the connections
}

void Server::State::wait_for_sessions(std::chrono::milliseconds longest) {
    const auto until = Clock::now() + longest;
    while (shared.connections > 0 && Clock::now() < until)
        std::this_thread::sleep_for(2ms);
}

void Server::State::stop(std::chrono::milliseconds grace) {
    if (threads_.empty())
        return;
    shared.stopping = true;
    close_acceptor();
    on_every_session(&Session::begin_stop);
    const auto last_words = std::min(grace / 2, kLongestLastWords);
    wait_for_sessions(grace - last_words);
    shared.grace_ends = true;
    wait_for_sessions(last_words);
    while (shared.connections > 0) { // a handler that runs is waited for: it is bounded
        on_every_session(&Session::abort);
        wait_for_sessions(100ms);
    }
    finished_ = true;
    for (std::thread& thread : threads_)
        thread.join();
    threads_.clear();
    shared.workers.join();
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
    state_->stop(0ms);
}

Server::Started Server::start(Options options, const Router& router) {
    auto state = std::make_unique<State>(std::move(options), router);
    if (std::string error = state->listen(); !error.empty())
        return {nullptr, std::move(error)};
    state->run();
    return {std::unique_ptr<Server>(new Server(std::move(state))), {}};
}

std::uint16_t Server::port() const {
    return state_->port;
}
std::size_t Server::connections() const {
    return state_->shared.connections;
}
std::size_t Server::requests_in_flight() const {
    return state_->shared.in_flight;
}
void Server::replace_tls(const std::shared_ptr<const TlsContext>& tls) {
    state_->replace_tls(tls);
}
void Server::stop(std::chrono::milliseconds grace) {
    state_->stop(grace);
}

} // namespace pemba::http
