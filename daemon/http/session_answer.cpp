// Session: calling handlers and sending what they answer.
#include "http/session.h"

#include <charconv>

#include <unistd.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include "http/response_head.h"
#include "http/thread_time.h"

namespace pemba::http {
namespace {

namespace asio = boost::asio;

constexpr asio::use_awaitable_t<Executor> use_task;
constexpr std::size_t kFlushBytes = 64 * 1024;
constexpr std::size_t kMaxRequestIdBytes = 128;

void append_number(std::string& out, std::uint64_t number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

bool is_sound_id(std::string_view id) {
    if (id.empty() || id.size() > kMaxRequestIdBytes)
        return false;
    for (const char c : id) {
        if (c <= ' ' || c > '~')
            return false;
    }
    return true;
}

// Counts a request while it is being answered.
class InFlight {
public:
    explicit InFlight(std::atomic<std::size_t>& counter) : counter_(counter), before_(counter_++) {}
    ~InFlight() { --counter_; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    [[nodiscard]] std::size_t before() const { return before_; }

private:
    std::atomic<std::size_t>& counter_;
    std::size_t before_;
};

// Awaits what `start` hands, from any thread, to the function it is given; goes on here. Holds no
// work on the executor: its loop runs as long as there are sessions, and whoever is given the
// function may keep it longer.
template <class T, class Start>
auto await_elsewhere(Executor executor, Start start) {
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void(T)>(
        [executor, start = std::move(start)](auto handler) mutable {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            start([executor, shared](T value) {
                asio::post(executor, [shared, value = std::move(value)]() mutable {
                    (*shared)(std::move(value));
                });
            });
        },
        use_task);
}

// Calls a handler of any kind; whatever it throws becomes an answer. An asynchronous one must
// not throw once it has begun the work that will reply.
void start_handler(const Shared& shared, const Route& route, Request& request, const Reply& reply) {
    Response response;
    try {
        if (const auto* later = std::get_if<AsyncHandler>(&route.handler))
            return (*later)(request, reply);
        if (const auto* eager = std::get_if<EagerHandler>(&route.handler))
            response = (*eager)(request, Effort::Full).value();
        else
            response = std::get<Handler>(route.handler)(request);
    } catch (const std::exception&) {
        response = shared.options.render_failure(Failure::Internal, request.path);
    }
    reply(std::move(response));
}

// What takes long gives way to what does not: of a core that both want, a worker has a tenth.
void enter_worker() {
    constexpr int kNicer = 10;
    thread_local const int lowered = ::nice(kNicer); // Linux: of this thread alone
    static_cast<void>(lowered);
}

// A worker's job. The request may be gone when it has been answered.
void work_on(Shared& shared, const Route& route, Request& request, const Reply& reply,
             Clock::time_point since) {
    enter_worker();
    --shared.waiting_jobs;
    if (Clock::now() - since > shared.options.limits.worker_wait)
        return reply(shared.options.render_failure(Failure::Overloaded, request.path));
    const auto before = thread_time();
    start_handler(shared, route, request, reply);
    shared.patience.took(thread_time() - before);
}

// A client that is left without the end of a row throws away what has come of it.
std::string last_words(ChunkSource& source) {
    return source.is_within_row() ? std::string() : source.interrupted();
}

void append_chunk(std::string& out, std::string_view chunk, bool chunked) {
    if (chunk.empty())
        return;
    if (!chunked) {
        out.append(chunk);
        return;
    }
    char size[20];
    out.append(size, std::to_chars(size, size + sizeof size, chunk.size(), 16).ptr);
    out.append("\r\n").append(chunk).append("\r\n");
}

} // namespace

void Session::observe(const Request& request, unsigned status) {
    now_ = Clock::now();
    if (!shared_.options.observe)
        return;
    shared_.options.observe({.method = request.method,
                             .path = request.path,
                             .route = found_.route,
                             .request_id = request.id,
                             .client = client_,
                             .status = status,
                             .duration = now_ - request_began_,
                             .request_bytes = body_bytes_,
                             .headers = request.headers});
}

Task<bool> Session::answer() {
    body_bytes_ = received_.body.size();
    Request request = take_request();
    deadline_ = Clock::time_point::max();
    const InFlight in_flight(shared_.in_flight);
    std::optional<Response> response;
    if (is_too_much(in_flight.before()))
        response = shared_.options.render_failure(Failure::Overloaded, request.path);
    else if (!found_.route)
        response = shared_.options.render_failure(found_.failure, request.path);
    else
        response = call_here(*found_.route, request);
    if (!response)
        response = co_await call_elsewhere(*found_.route, request);
    observe(request, response->status);
    const bool keep_alive = keeps_alive(*response);
    append_answer(*response, request.id, keep_alive);
    if (response->more && !co_await stream(*response->more, *found_.route))
        co_return false;
    received_.body = std::move(request.body); // for its memory
    if (out_.size() > kFlushBytes && !co_await flush())
        co_return false;
    co_return keep_alive;
}

Request Session::take_request() {
    return {.method = received_.method(),
            .path = received_.path(),
            .query = received_.query(),
            .id = request_id(),
            .client = client_,
            .body = std::move(received_.body),
            .headers = &received_,
            .parameters = found_.parameters,
            .began = request_began_};
}

bool Session::is_too_much(std::size_t in_flight) {
    if (found_.route && found_.route->urgent)
        return false;
    const Limits& limits = shared_.options.limits;
    return in_flight >= limits.concurrent_requests || loop_.round.is_too_long(now_) ||
           now_ - arrived_ > limits.worker_wait;
}

std::string_view Session::request_id() {
    const std::string_view given = received_.find("X-Request-ID");
    if (is_sound_id(given))
        return given;
    own_id_.assign(loop_.id_prefix);
    append_number(own_id_, ++loop_.next_request);
    return own_id_;
}

std::optional<Response> Session::call_here(const Route& route, Request& request) const {
    if (route.run_on != RunOn::IoThread)
        return std::nullopt;
    try {
        if (const auto* handler = std::get_if<Handler>(&route.handler))
            return (*handler)(request);
        if (const auto* eager = std::get_if<EagerHandler>(&route.handler))
            return attempt(*eager, request);
        return std::nullopt;
    } catch (const std::exception&) {
        return shared_.options.render_failure(Failure::Internal, request.path);
    }
}

std::optional<Response> Session::attempt(const EagerHandler& handler, Request& request) const {
    if (!loop_.attempts.are_worthwhile() && !shared_.patience.allows(shared_.waiting_jobs))
        return shared_.options.render_failure(Failure::Overloaded, request.path);
    auto response = handler(request, Effort::Little);
    loop_.attempts.note(response.has_value());
    return response;
}

Task<Response> Session::call_elsewhere(const Route& route, Request& request) {
    const bool by_worker =
        route.run_on == RunOn::Worker || !std::holds_alternative<AsyncHandler>(route.handler);
    if (by_worker && !shared_.patience.allows(shared_.waiting_jobs))
        co_return shared_.options.render_failure(Failure::Overloaded, request.path);
    co_return co_await await_elsewhere<Response>(transport_.get_executor(), [&](Reply reply) {
        if (!by_worker)
            return start_handler(shared_, route, request, reply);
        ++shared_.waiting_jobs;
        asio::post(shared_.workers,
                   [&shared = shared_, &route, &request, reply = std::move(reply),
                    since = Clock::now()] { work_on(shared, route, request, reply, since); });
    });
}

// A stream has no length; HTTP/1.0, which has no chunks, ends it with the connection. Requests that
// have been read are answered, whoever stops.
bool Session::keeps_alive(const Response& response) const {
    return parser_->keep_alive() && (!shared_.stopping || buffer_.size() > 0) &&
           (!response.more || !received_.is_http_1_0());
}

void Session::append_answer(const Response& response, std::string_view id, bool keep_alive) {
    const bool chunked = response.more && !received_.is_http_1_0();
    append_head(out_, response,
                {.date = loop_.date,
                 .request_id = id,
                 .keep_alive = keep_alive,
                 .http_1_0 = received_.is_http_1_0(),
                 .chunked = chunked});
    append_chunk(out_, response.body, chunked);
}

bool Session::is_cut(const ChunkSource& source) const {
    return shared_.stopping && (shared_.grace_ends || !source.ends_by_itself());
}

Task<bool> Session::stream(ChunkSource& source, const Route& route) {
    const bool chunked = !received_.is_http_1_0();
    for (;;) {
        if (!co_await flush())
            co_return false;
        const bool cut = is_cut(source);
        Chunk chunk;
        if (cut) // not `? :`, whose temporaries GCC 12 destroys twice around a co_await
            chunk.text = last_words(source);
        else
            chunk = co_await next_chunk(source, route);
        if (chunk.failed)
            co_return false; // without the last chunk, so that the client sees the cut
        if (chunk.text)
            append_chunk(out_, *chunk.text, chunked);
        if (!chunk.text || cut)
            break;
        if (chunk.text->empty() && !co_await wait_until_ready(source))
            co_return false;
    }
    if (chunked)
        out_.append("0\r\n\r\n");
    const bool sent = co_await flush();
    now_ = Clock::now();
    co_return sent;
}

Task<Session::Chunk> Session::next_chunk(ChunkSource& source, const Route& route) {
    const auto make = [&source]() -> Chunk {
        try {
            return {.text = source.next()};
        } catch (const std::exception&) {
            return {.failed = true};
        }
    };
    if (route.run_on == RunOn::IoThread)
        co_return make();
    co_return co_await await_elsewhere<Chunk>(transport_.get_executor(), [&](auto reply) {
        asio::post(shared_.workers, [&make, reply = std::move(reply)]() mutable {
            enter_worker();
            reply(make());
        });
    });
}

} // namespace pemba::http
