#include "fuzz/served_store.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <iterator>

#include <boost/algorithm/string/replace.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "api/json_writer.h"
#include "api/v1/encode.h"
#include "pemba/relation_tuple.h"

namespace pemba::testing {
namespace {

constexpr std::size_t kAnswersOfOneStore = 1000;
constexpr std::size_t kMaxChunks = 100;
constexpr std::size_t kMaxBody = 1 << 20;
constexpr std::size_t kMaxTuples = 10'000;
constexpr std::string_view kStrangersKey = "stranger";
constexpr std::string_view kYes[] = {R"("permissionship":"PERMISSIONSHIP_HAS_PERMISSION")",
                                     R"("allowed":true)", R"("decision":true)"};

constexpr const char* kSchema = R"(use expiration
caveat small(amount int, most int) { amount <= most }
definition user {}
definition team { relation member: user | team#member }
definition folder {
  relation parent: folder
  relation viewer: user | team#member
  permission view = viewer + parent->view
}
definition doc {
  relation parent: folder
  relation viewer: user | user:* | user with expiration | user with small | team#member
  relation banned: user
  permission view = viewer + parent->view - banned
  permission everywhere = parent.all(view) & view
})";
constexpr const char* kTuples[] = {
    "team:a#member@user:ann",
    "team:a#member@team:b#member",
    "team:b#member@user:bob",
    "folder:top#viewer@team:b#member",
    "folder:sub#parent@folder:top",
    "doc:1#viewer@team:a#member",
    "doc:1#banned@user:bob",
    "doc:2#viewer@user:*",
    "doc:3#viewer@user:ann[small:{\"most\":7}]",
    "doc:4#viewer@user:ann[expiration:2090-01-01T00:00:00Z]",
    "doc:5#parent@folder:sub",
    "doc:SECRET#viewer@user:SECRET",
    "team:SECRET#member@user:SECRET",
};
constexpr const char* kModel = R"({"schema_version": "1.1", "type_definitions": [{"type": "user"},
  {"type": "folder", "relations": {"viewer": {"this": {}}}, "metadata": {"relations": {"viewer":
   {"directly_related_user_types": [{"type": "user"}, {"type": "user", "wildcard": {}}]}}}},
  {"type": "doc", "relations": {"parent": {"this": {}}, "banned": {"this": {}}, "viewer":
   {"difference": {"base": {"union": {"child": [{"this": {}}, {"tupleToUserset": {
   "tupleset": {"relation": "parent"}, "computedUserset": {"relation": "viewer"}}}]}},
   "subtract": {"computedUserset": {"relation": "banned"}}}}}, "metadata": {"relations": {
   "parent": {"directly_related_user_types": [{"type": "folder"}]},
   "banned": {"directly_related_user_types": [{"type": "user"}]},
   "viewer": {"directly_related_user_types": [{"type": "user"},
    {"type": "user", "condition": "small"}]}}}}],
  "conditions": {"small": {"name": "small", "expression": "amount < 10",
   "parameters": {"amount": {"type_name": "TYPE_NAME_INT"}}}}})";
constexpr const char* kFgaTuples = R"({"writes": {"tuple_keys": [
  {"user": "user:ann", "relation": "viewer", "object": "doc:1"},
  {"user": "user:bob", "relation": "viewer", "object": "doc:1", "condition": {"name": "small"}},
  {"user": "folder:top", "relation": "parent", "object": "doc:1"},
  {"user": "user:*", "relation": "viewer", "object": "folder:top"},
  {"user": "user:SECRET", "relation": "viewer", "object": "doc:SECRET"}]}})";

std::string message_of_tuples() {
    api::JsonWriter out;
    out.begin_object().key("updates").begin_array();
    for (const char* text : kTuples) {
        out.begin_object().member("operation", "OPERATION_TOUCH").key("relationship");
        api::v1::write_relationship(out, must(parse_relation_tuple(text)));
        out.end_object();
    }
    out.end_array().end_object();
    return std::move(out).text();
}

// Throws if it is not there: then the store was not filled.
std::string text_at(const std::string& answer, const char* pointer) {
    return std::string(boost::json::parse(answer).at_pointer(pointer).as_string());
}

[[noreturn]] void abort_at(const http::Request& request, const std::string& answer,
                           const char* why) {
    std::fprintf(stderr, "%.*s %.*s\n%s\n%s\n%s\n", static_cast<int>(request.method.size()),
                 request.method.data(), static_cast<int>(request.path.size()), request.path.data(),
                 request.body.c_str(), why, answer.c_str());
    std::abort();
}

bool is_json(std::string_view text) {
    boost::system::error_code error;
    boost::json::parse(text, error);
    return !error;
}

// That of OpenFGA's API, which a client's `Grpc-Timeout` brings about.
bool is_late(std::string_view text) {
    return text.starts_with(R"({"code":"deadline_exceeded")");
}

// JSON, or a line of it each, where it should be.
bool is_right(const http::Response& response, std::string_view text) {
    if ((response.status == 500 && !is_late(text)) || response.status < 200)
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

// The whole of it, as far as a stream has something to say at once.
std::string text_of(http::Response& response) {
    auto text = response.body;
    for (std::size_t chunks = 0; response.more && chunks < kMaxChunks; ++chunks) {
        const auto chunk = response.more->next();
        if (!chunk || chunk->empty())
            break;
        text += *chunk;
    }
    return text;
}

// A request as it comes in, or nothing if these make none.
bool receive(std::string_view method, const std::string& target, const std::string& body,
             http::ReceivedRequest& into) {
    http::RequestParser parser(into);
    parser.eager(true);
    parser.body_limit(boost::none);
    const auto text = fmt::format("{} {} HTTP/1.1\r\nContent-Type: application/json\r\n"
                                  "Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{}",
                                  method, target, kStrangersKey, body.size(), body);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(text), error);
    return !error && parser.is_done();
}

std::vector<keys::Key> strangers_keys() {
    return {{.name = "stranger",
             .hash = keys::hash_of(kStrangersKey),
             .scopes = keys::Scopes::all(),
             .namespaces = std::vector<std::string>{"none"}}};
}

} // namespace

ServedStore::ServedStore() {
    with_keys_.replace(strangers_keys());
    open();
}

ServedStore::~ServedStore() = default;

void ServedStore::renew() {
    if (answered_ > kAnswersOfOneStore || !database_->find_store(ids_.at("store_id")))
        open();
}

void ServedStore::open() {
    all_.reset();
    guarded_.reset();
    services_.clear();
    health_.reset();
    database_.reset();
    folder_ = std::make_unique<TempStore>();
    database_ = must(Database::open(folder_->options()));
    metrics_ = std::make_unique<metrics::Metrics>();
    health_ = std::make_unique<api::Health>(api::Health{.database = *database_,
                                                        .metrics = *metrics_,
                                                        .limits = {},
                                                        .is_ready = [] { return true; },
                                                        .measure = [](metrics::Gauges&) {}});
    const auto endpoints_with = [&](const api::Access& access) {
        services_.push_back(
            std::make_unique<api::Service>(api::Service{.database = *database_,
                                                        .access = access,
                                                        .metrics = *metrics_,
                                                        .log = log_,
                                                        .base_url = "https://pemba.example.com"}));
        return api::endpoints(*services_.back(), *health_,
                              {.message_bytes = kMaxBody, .import_bytes = kMaxBody});
    };
    const auto endpoints = endpoints_with(without_keys_);
    for (const auto& endpoint : endpoints)
        (void)metrics_->add_route(endpoint.route.path);
    all_ = std::make_unique<http::Router>(api::routes(endpoints));
    guarded_ = std::make_unique<http::Router>(api::routes(endpoints_with(with_keys_)));
    answered_ = 0;
    fill();
}

void ServedStore::fill() {
    secret_ = keys::to_hex(keys::hash_of(keys::random_key()));
    const auto with_secret = [&](std::string text) {
        boost::replace_all(text, "SECRET", secret_);
        return text;
    };
    const boost::json::object schema{{"schema", kSchema}};
    answer("POST", "/v1/schema/write", boost::json::serialize(schema));
    ids_["zookie"] =
        text_at(answer("POST", "/v1/relationships/write", with_secret(message_of_tuples())),
                "/writtenAt/token");
    answer("POST", "/stores", R"({"name": "another"})");
    ids_["store_id"] = text_at(answer("POST", "/stores", R"({"name": "one"})"), "/id");
    const auto store = "/stores/" + ids_["store_id"];
    answer("POST", store + "/authorization-models", kModel);
    ids_["id"] = ids_["authorization_model_id"] =
        text_at(answer("POST", store + "/authorization-models", kModel), "/authorization_model_id");
    answer("POST", store + "/write", with_secret(kFgaTuples));
    text_at(answer("POST", store + "/read", "{}"), "/tuples/0/key/user");
}

std::string ServedStore::with_ids(std::string text) const {
    for (const auto& [name, id] : ids_)
        boost::replace_all(text, "{" + name + "}", id);
    return text;
}

std::vector<RelationTuple> ServedStore::tuples() const {
    std::vector<RelationTuple> all;
    for (const auto& id : {std::string(Database::kDefaultStore), ids_.at("store_id")}) {
        auto read = must(database_->find_store(id))->read({.limit = kMaxTuples});
        if (read)
            std::ranges::move(read->tuples, std::back_inserter(all));
    }
    return all;
}

std::string ServedStore::ask(const http::Router& router, const http::ReceivedRequest& received) {
    ++answered_;
    const auto found = router.find(received.method(), received.path());
    http::Request request{.method = received.method(),
                          .path = received.path(),
                          .query = received.query(),
                          .id = "1",
                          .body = received.body,
                          .headers = &received,
                          .parameters = found.parameters,
                          .began = std::chrono::steady_clock::now()};
    if (!found.route)
        return api::render_failure(found.failure, request.path).body;
    if (request.body.size() > found.route->max_body_bytes)
        return api::render_failure(http::Failure::MessageTooLarge, request.path).body;
    auto response = call(*found.route, request);
    const auto text = text_of(response);
    if (!is_right(response, text))
        abort_at(request, text, fmt::format("was answered {}", response.status).c_str());
    return text;
}

std::string ServedStore::answer(std::string_view method, const std::string& target,
                                const std::string& body) {
    http::ReceivedRequest received;
    return receive(method, target, body, received) ? answer(received) : std::string();
}

void ServedStore::answer_stranger(std::string_view method, const std::string& target,
                                  const std::string& body) {
    http::ReceivedRequest received;
    if (!receive(method, target, body, received))
        return;
    const auto before = tuples();
    const auto text = ask(*guarded_, received);
    const bool tells =
        text.find(secret_) != text.npos || std::ranges::any_of(kYes, [&](std::string_view yes) {
            return text.find(yes) != text.npos;
        });
    if (tells || tuples() != before)
        abort_at({.method = method, .path = target, .body = body}, text,
                 "told a stranger, or let one write");
}

} // namespace pemba::testing
