#include "fuzz/served_store.h"

#include <cstdio>
#include <cstdlib>
#include <future>

#include <boost/json.hpp>

namespace pemba::testing {
namespace {

constexpr std::size_t kAnswersOfOneStore = 5000;
constexpr std::size_t kMaxChunks = 100;
constexpr std::size_t kMaxBody = 1 << 20;

constexpr const char* kSchema = R"(use expiration
caveat small(amount int, most int) { amount <= most }
definition user {}
definition team { relation member: user | team#member }
definition doc {
  relation viewer: user | user:* | user with expiration | user with small | team#member
  relation banned: user
  permission view = viewer - banned
})";
constexpr const char* kTuples = R"({"updates": [
  {"operation": "OPERATION_TOUCH", "relationship": {"resource": {"objectType": "team", "objectId": "a"},
   "relation": "member", "subject": {"object": {"objectType": "user", "objectId": "ann"}}}},
  {"operation": "OPERATION_TOUCH", "relationship": {"resource": {"objectType": "doc", "objectId": "1"},
   "relation": "viewer", "subject": {"object": {"objectType": "team", "objectId": "a"},
   "optionalRelation": "member"}}}]})";
constexpr const char* kModel = R"({"schema_version": "1.1", "type_definitions": [{"type": "user"},
  {"type": "doc", "relations": {"viewer": {"this": {}}}, "metadata": {"relations": {"viewer":
  {"directly_related_user_types": [{"type": "user"}]}}}}]})";

[[noreturn]] void refuse(const http::Request& request, const http::Response& response) {
    std::fprintf(stderr, "%.*s %.*s\n%s\nwas answered %u\n%s\n",
                 static_cast<int>(request.method.size()), request.method.data(),
                 static_cast<int>(request.path.size()), request.path.data(), request.body.c_str(),
                 response.status, response.body.c_str());
    std::abort();
}

bool is_json(std::string_view text) {
    boost::system::error_code error;
    boost::json::parse(text, error);
    return !error;
}

// JSON, or a line of it each, where it should be.
bool is_right(const http::Response& response, std::string_view text) {
    if (response.status == 500 || response.status < 200)
        return false;
    if (!response.content_type.starts_with(http::kJson) || is_json(text))
        return true;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (end > at && !is_json(text.substr(at, end - at)))
            return false;
        at = end + 1;
    }
    return true;
}

http::Response call(const http::Route& route, http::Request& request) {
    if (const auto* handler = std::get_if<http::Handler>(&route.handler))
        return (*handler)(request);
    if (const auto* eager = std::get_if<http::EagerHandler>(&route.handler)) {
        if (auto response = (*eager)(request, http::Effort::Little))
            return *std::move(response);
        return *(*eager)(request, http::Effort::Full);
    }
    std::promise<http::Response> promise;
    auto answer = promise.get_future();
    std::get<http::AsyncHandler>(route.handler)(
        request, [&](http::Response response) { promise.set_value(std::move(response)); });
    return answer.get();
}

} // namespace

ServedStore::ServedStore() {
    open();
}

ServedStore::~ServedStore() = default;

void ServedStore::open() {
    router_.reset();
    service_.reset();
    health_.reset();
    database_.reset();
    folder_ = std::make_unique<TempStore>();
    database_ = must(Database::open(folder_->options()));
    metrics_ = std::make_unique<metrics::Metrics>();
    service_ =
        std::make_unique<api::Service>(api::Service{.database = *database_,
                                                    .access = access_,
                                                    .metrics = *metrics_,
                                                    .log = log_,
                                                    .base_url = "https://pemba.example.com"});
    health_ = std::make_unique<api::Health>(api::Health{.database = *database_,
                                                        .metrics = *metrics_,
                                                        .limits = {},
                                                        .is_ready = [] { return true; },
                                                        .measure = [](metrics::Gauges&) {}});
    const auto endpoints =
        api::endpoints(*service_, *health_, {.message_bytes = kMaxBody, .import_bytes = kMaxBody});
    for (const auto& endpoint : endpoints)
        (void)metrics_->add_route(endpoint.route.path);
    router_ = std::make_unique<http::Router>(api::routes(endpoints));
    answered_ = 0;
    fill();
}

void ServedStore::fill() {
    const auto field = [](const std::string& text, const char* name) {
        return std::string(boost::json::parse(text).at(name).as_string());
    };
    const boost::json::object schema{{"schema", kSchema}};
    for (const std::string& written :
         {answer("POST", "/v1/schema/write", boost::json::serialize(schema)),
          answer("POST", "/v1/relationships/write", kTuples)})
        (void)boost::json::parse(written).at("writtenAt"); // throws if it was refused
    ids_["store_id"] = field(answer("POST", "/stores", R"({"name": "one"})"), "id");
    const auto store = "/stores/" + ids_["store_id"];
    ids_["id"] = ids_["authorization_model_id"] =
        field(answer("POST", store + "/authorization-models", kModel), "authorization_model_id");
    answer("POST", store + "/write", R"({"writes": {"tuple_keys": [
        {"user": "user:ann", "relation": "viewer", "object": "doc:1"}]}})");
}

std::string ServedStore::with_ids(std::string path) const {
    for (const auto& [name, id] : ids_)
        if (const auto at = path.find("{" + name + "}"); at != path.npos)
            path.replace(at, name.size() + 2, id);
    return path;
}

std::string ServedStore::ask(const http::Router::Found& found, http::Request& request) {
    if (!found.route)
        return api::render_failure(found.failure, request.path).body;
    if (request.body.size() > found.route->max_body_bytes)
        return api::render_failure(http::Failure::MessageTooLarge, request.path).body;
    auto response = call(*found.route, request);
    auto text = response.body;
    for (std::size_t chunks = 0; response.more && chunks < kMaxChunks; ++chunks) {
        const auto chunk = response.more->next();
        if (!chunk || chunk->empty())
            break;
        text += *chunk;
    }
    if (!is_right(response, text))
        refuse(request, response);
    return text;
}

std::string ServedStore::answer(const http::ReceivedRequest& received) {
    if (++answered_ > kAnswersOfOneStore)
        open();
    const auto found = router_->find(received.method(), received.path());
    http::Request request{.method = received.method(),
                          .path = received.path(),
                          .query = received.query(),
                          .id = "1",
                          .body = received.body,
                          .headers = &received,
                          .parameters = found.parameters};
    return ask(found, request);
}

std::string ServedStore::answer(std::string_view method, const std::string& target,
                                std::string body) {
    http::ReceivedRequest received;
    http::RequestParser parser(received);
    parser.eager(true);
    parser.body_limit(boost::none);
    const auto text = std::string(method) + " " + target +
                      " HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                      body;
    boost::system::error_code error;
    parser.put(boost::asio::buffer(text), error);
    return error ? std::string() : answer(received);
}

} // namespace pemba::testing
