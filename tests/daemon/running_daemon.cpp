// RunningDaemon: cpp-httplib for requests, plain sockets for what a client library would not send.
#include "daemon/running_daemon.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <httplib.h>

namespace pemba::testing {
namespace {

constexpr time_t kPatience = 300; // seconds; a sanitized daemon is slow

} // namespace

boost::json::value Answer::json() const {
    return boost::json::parse(body);
}

std::int64_t Answer::code() const {
    const auto value = json();
    const auto* error = value.as_object().if_contains("error");
    return (error ? *error : value).at("code").as_int64();
}

std::string Answer::reason() const {
    const auto value = json();
    const auto* error = value.as_object().if_contains("error");
    const auto& details = (error ? *error : value).at("details").as_array();
    return details.empty() ? "" : std::string(details[0].at("reason").as_string());
}

std::string Answer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

RunningDaemon::RunningDaemon(config::Config config)
    : config_(std::move(config)), log_(log::Level::Error, log::Format::Text) {
    config_.data = store_.path();
    config_.listen = "127.0.0.1:0";
    config_.map_size = 1;
    config_.no_sync = true;
    config_.threads = 2;
    if (!config_.insecure_no_auth)
        write_keys({{.name = "tests", .hash = keys::hash_of(kKey), .scopes = keys::Scopes::all()}});
    auto started = server::Daemon::start(config_, log_);
    if (!started.daemon)
        throw std::runtime_error(started.error);
    daemon_ = std::move(started.daemon);
}

void RunningDaemon::write_keys(const std::vector<keys::Key>& keys) {
    config_.key_file = (keys_.path() / "keys.toml").string();
    std::ofstream(config_.key_file) << keys::print_keys(keys);
    std::filesystem::permissions(config_.key_file, std::filesystem::perms::owner_read |
                                                       std::filesystem::perms::owner_write);
}

void RunningDaemon::replace_keys(const std::vector<keys::Key>& keys) {
    write_keys(keys);
    daemon_->reload_keys();
}

Answer RunningDaemon::post(const std::string& path, const std::string& body) const {
    httplib::Client client("127.0.0.1", port());
    client.set_read_timeout(kPatience);
    const auto result = client.Post(path, {{"Authorization", std::string("Bearer ") + kKey}}, body,
                                    "application/json");
    if (!result)
        throw std::runtime_error("no answer: " + httplib::to_string(result.error()));
    return {result->status, result->get_header_value("Content-Type"), result->body};
}

Answer RunningDaemon::must_post(const std::string& path, const std::string& body) const {
    Answer answer = post(path, body);
    if (answer.status != 200)
        throw std::runtime_error(path + " answered " + answer.body);
    return answer;
}

Answer RunningDaemon::ask(const std::string& method, const std::string& path,
                          const std::string& body,
                          const std::multimap<std::string, std::string>& headers) const {
    httplib::Client client("127.0.0.1", port());
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    for (const auto& [name, value] : headers)
        request.set_header(name.c_str(), value.c_str());
    if (!headers.contains("Authorization"))
        request.set_header("Authorization", std::string("Bearer ") + kKey);
    const auto result = client.send(request);
    if (!result)
        throw std::runtime_error("no answer: " + httplib::to_string(result.error()));
    return {result->status,
            result->get_header_value("Content-Type"),
            result->body,
            {result->headers.begin(), result->headers.end()}};
}

Answer RunningDaemon::get(const std::string& path) const {
    httplib::Client client("127.0.0.1", port());
    const auto result = client.Get(path);
    if (!result)
        throw std::runtime_error("no answer: " + httplib::to_string(result.error()));
    return {result->status, result->get_header_value("Content-Type"), result->body};
}

void RunningDaemon::fill() const {
    must_post("/v1/schema/write",
              R"({"schema": "definition user {}\n)"
              R"(definition group {\n relation member: user | group#member\n}\n)"
              R"(definition doc {\n relation viewer: user | user:* | group#member\n)"
              R"( relation banned: user\n permission view = viewer - banned\n}"})");
    std::string updates;
    for (const char* tuple :
         {"doc:1#viewer@user:ann", "doc:1#viewer@group:g#member", "group:g#member@user:bob",
          "doc:2#viewer@user:*", "doc:2#banned@user:eve"})
        updates += std::string(updates.empty() ? "" : ",") +
                   R"({"operation":"OPERATION_TOUCH","relationship":)" + relationship(tuple) + "}";
    must_post("/v1/relationships/write", "{\"updates\":[" + updates + "]}");
}

int RunningDaemon::connect() const {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
    return socket;
}

std::string RunningDaemon::raw(std::string_view bytes, int seconds) const {
    const int socket = connect();
    const timeval patience{seconds, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    send_all(socket, bytes);
    const std::string answer = read_all(socket);
    ::close(socket);
    return answer;
}

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string read_all(int socket) {
    std::string answer;
    char buffer[16 * 1024];
    for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
        answer.append(buffer, static_cast<std::size_t>(got));
    return answer;
}

std::string http_post(std::string_view path, std::string_view body, std::string_view key) {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " +
           std::string(key) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

std::string relationship(std::string_view text) {
    const RelationTuple tuple = must(parse_relation_tuple(text));
    return R"({"resource":{"objectType":")" + tuple.object.namespace_name + R"(","objectId":")" +
           tuple.object.id + R"("},"relation":")" + tuple.relation +
           R"(","subject":{"object":{"objectType":")" + tuple.subject.object.namespace_name +
           R"(","objectId":")" + tuple.subject.object.id + R"("},"optionalRelation":")" +
           tuple.subject.relation + "\"}}";
}

std::string check_body(std::string_view question) {
    std::string body = relationship(question);
    const std::string relation = "\"relation\":";
    return body.replace(body.find(relation), relation.size(), "\"permission\":");
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

} // namespace pemba::testing
