// DecisionPoint: the same records under two schema languages.
#include "daemon/api/authzen/decision_point.h"

#include <stdexcept>

namespace pemba::testing {
namespace {

constexpr const char* kZed = R"json({"schema": "definition user {}
caveat admin_only(subject_role string) { subject_role == \"admin\" }
caveat soft_only(action_soft bool) { action_soft }
definition record {
  relation read: user | user:*
  relation write: user | user with admin_only
  relation delete: user with soft_only
}"})json";

constexpr const char* kFga = R"json({"schema_version": "1.1", "type_definitions": [{"type": "user"},
  {"type": "record", "relations": {"read": {"this": {}}, "write": {"this": {}}, "delete": {"this": {}}},
   "metadata": {"relations": {
     "read": {"directly_related_user_types": [{"type": "user"}, {"type": "user", "wildcard": {}}]},
     "write": {"directly_related_user_types": [{"type": "user"},
       {"type": "user", "condition": "admin_only"}]},
     "delete": {"directly_related_user_types": [{"type": "user", "condition": "soft_only"}]}}}}],
 "conditions": {
   "admin_only": {"name": "admin_only", "expression": "subject_role == 'admin'",
     "parameters": {"subject_role": {"type_name": "TYPE_NAME_STRING"}}},
   "soft_only": {"name": "soft_only", "expression": "action_soft",
     "parameters": {"action_soft": {"type_name": "TYPE_NAME_BOOL"}}}}})json";

struct Row {
    const char *resource, *relation, *subject, *condition;
};
constexpr Row kRows[] = {{"record-1", "read", "alice", ""},
                         {"record-1", "write", "alice", ""},
                         {"record-1", "read", "bob", ""},
                         {"record-2", "write", "bob", "admin_only"},
                         {"record-1", "delete", "alice", "soft_only"},
                         {"open", "read", "*", ""}};

std::string zed_updates() {
    std::string updates;
    for (const auto& [resource, relation, subject, condition] : kRows) {
        const std::string caveat =
            *condition ? R"(,"optionalCaveat":{"caveatName":")" + std::string(condition) + "\"}"
                       : "";
        updates += (updates.empty() ? "" : ",") +
                   std::string(R"({"operation":"OPERATION_TOUCH","relationship":{"resource":)") +
                   R"({"objectType":"record","objectId":")" + resource + R"("},"relation":")" +
                   relation + R"(","subject":{"object":{"objectType":"user","objectId":")" +
                   subject + "\"}}" + caveat + "}}";
    }
    return R"({"updates":[)" + updates + "]}";
}

std::string fga_writes() {
    std::string keys;
    for (const auto& [resource, relation, subject, condition] : kRows) {
        const std::string under =
            *condition ? R"(,"condition":{"name":")" + std::string(condition) + "\"}" : "";
        keys += (keys.empty() ? "" : ",") + std::string(R"({"user":"user:)") + subject +
                R"(","relation":")" + relation + R"(","object":"record:)" + resource + "\"" +
                under + "}";
    }
    return R"({"writes":{"tuple_keys":[)" + keys + "]}}";
}

void must_succeed(const Answer& answer) {
    if (answer.status / 100 != 2)
        throw std::runtime_error(answer.body);
}

} // namespace

DecisionPoint::DecisionPoint() {
    config::Config config;
    config.base_url = std::string(kBaseUrl) + "/";
    daemon_ = std::make_unique<RunningDaemon>(std::move(config));
}

DecisionPoint DecisionPoint::over_zed() {
    DecisionPoint point;
    std::string schema = kZed; // a text in JSON has no line ends of its own
    for (std::size_t at = 0; (at = schema.find('\n', at)) != schema.npos;)
        schema.replace(at, 1, "\\n");
    point.daemon().must_post("/v1/schema/write", schema);
    point.daemon().must_post("/v1/relationships/write", zed_updates());
    return point;
}

DecisionPoint DecisionPoint::over_openfga() {
    DecisionPoint point;
    const Answer store = point.daemon().post("/stores", R"({"name":"records"})");
    must_succeed(store);
    point.prefix_ = "/stores/" + std::string(store.json().at("id").as_string());
    must_succeed(point.daemon().post(point.prefix_ + "/authorization-models", kFga));
    must_succeed(point.daemon().post(point.prefix_ + "/write", fga_writes()));
    return point;
}

Answer DecisionPoint::post(const std::string& path, const std::string& body,
                           std::multimap<std::string, std::string> headers) const {
    if (!headers.contains("Content-Type"))
        headers.emplace("Content-Type", "application/json");
    return daemon_->ask("POST", prefix_ + path, body, headers);
}

bool DecisionPoint::decide(const std::string& subject, const std::string& action,
                           const std::string& resource) const {
    const Answer answer = post("/access/v1/evaluation", question(subject, action, resource));
    must_succeed(answer);
    return answer.json().at("decision").as_bool();
}

std::string DecisionPoint::search(const std::string& what, const std::string& body) const {
    const Answer answer = post("/access/v1/search/" + what, body);
    must_succeed(answer);
    return results_of(answer);
}

std::string entity(std::string_view type, std::string_view id, std::string_view properties) {
    return R"({"type":")" + std::string(type) + R"(","id":")" + std::string(id) +
           R"(","properties":)" + std::string(properties) + "}";
}

std::string user(std::string_view id, std::string_view properties) {
    return entity("user", id, properties);
}

std::string record(std::string_view id, std::string_view properties) {
    return entity("record", id, properties);
}

std::string action(std::string_view name, std::string_view properties) {
    return R"({"name":")" + std::string(name) + R"(","properties":)" + std::string(properties) +
           "}";
}

std::string question(const std::string& subject, const std::string& action,
                     const std::string& resource, const std::string& more) {
    return R"({"subject":)" + subject + R"(,"action":)" + action + R"(,"resource":)" + resource +
           more + "}";
}

std::string results_of(const Answer& answer) {
    std::string joined;
    const auto body = answer.json();
    for (const auto& result : body.at("results").as_array()) {
        const auto& object = result.as_object();
        const auto& id = object.at(object.contains("id") ? "id" : "name").as_string();
        joined += (joined.empty() ? "" : " ") + std::string(id);
    }
    return joined;
}

} // namespace pemba::testing
