// Client: cpp-httplib carries the bytes, Boost.JSON reads them.
#include "client.h"

#include <optional>
#include <string>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <httplib.h>

#include "failure.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

constexpr time_t kConnectSeconds = 5;
constexpr time_t kAnswerSeconds = 120;
constexpr time_t kSilentSeconds = 1'000'000; // the most that the library can count
constexpr int kOk = 200;
constexpr int kCreated = 201;
constexpr std::size_t kJsonDepth =
    10'000; // a userset tree nests as deep as the schema's arrows lead

Error unreachable(const std::string& endpoint, httplib::Error reason) {
    switch (reason) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
        return {
            ErrorCode::StoreFailed,
            fmt::format("no server answers at {}", endpoint),
            {{"hint", "start one with `pembad --data DIR --key-file FILE`, or say where it is with "
                      "--endpoint, PEMBA_ENDPOINT or `pemba context set`"}}};
    case httplib::Error::Read:
        return {ErrorCode::StoreFailed,
                fmt::format("{} closed the connection, or gave no answer within {} seconds",
                            endpoint, kAnswerSeconds),
                {{"hint",
                  "look at the server's log; whether a write was carried out is not known. With "
                  "TLS, it may ask for a client's certificate (--client-certificate)"}}};
    case httplib::Error::SSLServerVerification:
        return {ErrorCode::StoreFailed,
                fmt::format("the certificate of {} is not trusted here, or is another host's",
                            endpoint),
                {{"hint", "name the authority that signed it with --ca-file, and the server as its "
                          "certificate does"}}};
    case httplib::Error::SSLLoadingCerts:
        return {ErrorCode::StoreFailed,
                "the files for TLS are not what they should be",
                {{"hint", "look at --ca-file, --client-certificate and --client-key, or what the "
                          "saved context has of them"}}};
    case httplib::Error::SSLConnection:
        return {ErrorCode::StoreFailed,
                fmt::format("TLS with {} did not come about", endpoint),
                {{"hint", "does it speak TLS, and does it ask for a client's certificate "
                          "(--client-certificate, --client-key)? Its log says why"}}};
    default:
        return {ErrorCode::StoreFailed,
                fmt::format("talking to {} failed: {}", endpoint, httplib::to_string(reason)),
                {}};
    }
}

Error not_json(std::string_view what) {
    return {
        ErrorCode::Internal,
        fmt::format("the server answered with something that is not JSON: {}", what.substr(0, 200)),
        {{"hint", "is the endpoint that of a pembad?"}}};
}

Result<json::object> parse_object(std::string_view text) {
    boost::system::error_code wrong;
    json::parse_options options;
    options.max_depth = kJsonDepth;
    json::value value =
        json::parse(json::string_view(text.data(), text.size()), wrong, {}, options);
    if (wrong || !value.is_object())
        return not_json(text);
    return std::move(value.get_object());
}

// Takes a stream's bytes as they come and cuts them into lines.
class LineReader {
public:
    explicit LineReader(std::function<bool(const json::object&)> on_result)
        : on_result_(std::move(on_result)) {}

    // False once something was wrong or enough; the rest of the stream is of no interest then.
    bool take(const char* bytes, std::size_t size) {
        pending_.append(bytes, size);
        std::size_t begin = 0;
        for (auto end = pending_.find('\n'); end != std::string::npos && !error_ && !enough_;
             end = pending_.find('\n', begin)) {
            read_line(std::string_view(pending_).substr(begin, end - begin));
            begin = end + 1;
        }
        pending_.erase(0, begin);
        return !error_ && !enough_;
    }

    // Reads what stands behind the last newline.
    std::optional<Error> finish() {
        if (!error_ && !pending_.empty())
            read_line(pending_);
        return error_;
    }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    [[nodiscard]] bool has_enough() const { return enough_; }

private:
    void read_line(std::string_view line) {
        if (line.empty() || line == "\r")
            return;
        auto object = parse_object(line);
        if (!object) {
            error_ = std::move(object).error();
            return;
        }
        const json::value* result = object->if_contains("result");
        if (result != nullptr && result->is_object())
            enough_ = !on_result_(result->get_object());
        else
            error_ = error_from_answer(kOk, line);
    }

    std::function<bool(const json::object&)> on_result_;
    std::string pending_;
    std::optional<Error> error_;
    bool enough_ = false;
};

} // namespace

class Client::Transport {
public:
    explicit Transport(Connection connection)
        : connection_(std::move(connection)),
          http_(connection_.endpoint, connection_.tls.certificate, connection_.tls.key) {
        if (!connection_.tls.ca.empty())
            http_.set_ca_cert_path(connection_.tls.ca);
        http_.set_keep_alive(true);
        http_.set_tcp_nodelay(true);
        http_.set_connection_timeout(kConnectSeconds);
        http_.set_read_timeout(kAnswerSeconds);
        http_.set_write_timeout(kAnswerSeconds);
        http_.set_socket_options([](socket_t socket) { // a peer that has died is noticed
            const int on = 1;
            ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        });
    }

    void wait_for_answers(time_t seconds) { http_.set_read_timeout(seconds); }

    httplib::Request request(std::string_view path, const json::object& body) const {
        httplib::Request request = bare_request("POST", std::string(path));
        request.body = json::serialize(body);
        request.set_header("Content-Type", "application/json");
        return request;
    }

    httplib::Request bare_request(const char* method, std::string path) const {
        httplib::Request request;
        request.method = method;
        request.path = std::move(path);
        if (!connection_.key.empty())
            request.set_header("Authorization", "Bearer " + connection_.key);
        if (!connection_.store.empty())
            request.set_header("Pemba-Store", connection_.store);
        return request;
    }

    // False if the server could not be reached, or if the request's content receiver said stop.
    bool send(httplib::Request& request, httplib::Response& response, httplib::Error& error) {
        if (http_.is_valid())
            return http_.send(request, response, error);
        error = httplib::Error::SSLLoadingCerts;
        return false;
    }

    Result<json::object> ask(httplib::Request request) {
        httplib::Response response;
        auto failed = httplib::Error::Connection;
        if (!send(request, response, failed))
            return unreachable(endpoint(), failed);
        if (response.status != kOk && response.status != kCreated)
            return error_from_answer(response.status, response.body);
        return parse_object(response.body);
    }

    [[nodiscard]] const std::string& endpoint() const { return connection_.endpoint; }
    [[nodiscard]] const std::string& store() const { return connection_.store; }

private:
    Connection connection_;
    httplib::Client http_;
};

Client::Client(Connection connection)
    : transport_(std::make_unique<Transport>(std::move(connection))) {}

Client::~Client() = default;

Result<json::object> Client::call(std::string_view path, const json::object& body) {
    return transport_->ask(transport_->request(path, body));
}

Result<json::object> Client::get(std::string_view path, const Query& query) {
    std::string target(path);
    if (!query.empty())
        target = httplib::append_query_params(target, {query.begin(), query.end()});
    return transport_->ask(transport_->bare_request("GET", std::move(target)));
}

const std::string& Client::store() const noexcept {
    return transport_->store();
}

namespace {

// What became of a streamed call.
struct Streamed {
    bool sent = false; ///< and the answer came to its end
    int status = 0;
    httplib::Error failed = httplib::Error::Connection;
    std::string refusal; ///< the body, if the status is not 200
};

template <class Transport>
Streamed read_stream(Transport& transport, httplib::Request request, LineReader& lines) {
    Streamed streamed;
    int& status = streamed.status;
    httplib::Response response;
    request.response_handler = [&](const httplib::Response& head) {
        status = head.status;
        return true;
    };
    request.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t,
                                   std::uint64_t) {
        if (status == kOk)
            return lines.take(bytes, size);
        streamed.refusal.append(bytes, size);
        return true;
    };
    streamed.sent = transport.send(request, response, streamed.failed);
    return streamed;
}

} // namespace

Result<void> Client::stream(std::string_view path, const json::object& body,
                            const std::function<void(const json::object&)>& on_result) {
    LineReader lines([&](const json::object& result) {
        on_result(result);
        return true;
    });
    const auto done = read_stream(*transport_, transport_->request(path, body), lines);
    if (done.sent && done.status != kOk)
        return error_from_answer(done.status, done.refusal);
    if (auto error = lines.finish())
        return *std::move(error);
    if (!done.sent)
        return unreachable(transport_->endpoint(), done.failed);
    return {};
}

Result<void> Client::follow(std::string_view path, const json::object& body,
                            const std::function<bool(const json::object&)>& on_result) {
    LineReader lines(on_result);
    transport_->wait_for_answers(kSilentSeconds);
    const auto done = read_stream(*transport_, transport_->request(path, body), lines);
    transport_->wait_for_answers(kAnswerSeconds);
    if (done.sent && done.status != kOk)
        return error_from_answer(done.status, done.refusal);
    if (lines.has_enough())
        return {};
    if (lines.error())
        return *lines.error();
    if (done.status == 0)
        return unreachable(transport_->endpoint(), done.failed);
    return Error{ErrorCode::StoreFailed,
                 fmt::format("{} closed the connection", transport_->endpoint()),
                 {}};
}

} // namespace pemba::client
