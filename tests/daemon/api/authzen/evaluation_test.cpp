// Evaluation over AuthZEN's API: what is denied and why, properties, and what surrounds a call.
#include <doctest/doctest.h>

#include "daemon/api/authzen/decision_point.h"

using namespace pemba::testing;

namespace {

constexpr const char* kEvaluation = "/access/v1/evaluation";

std::string why_not(const Answer& answer) {
    REQUIRE(answer.status == 200);
    const auto body = answer.json();
    CHECK_FALSE(body.at("decision").as_bool());
    return std::string(body.at("context").at("error").at("message").as_string());
}

// A store whose model takes away what a condition gives.
std::string with_exclusion(const DecisionPoint& point) {
    const RunningDaemon& daemon = point.daemon();
    const std::string store =
        "/stores/" +
        std::string(daemon.post("/stores", R"({"name":"other"})").json().at("id").as_string());
    CHECK(
        daemon
            .post(store + "/authorization-models",
                  R"json({"schema_version":"1.1","type_definitions":[{"type":"user"},{"type":"doc",
             "relations":{"member":{"this":{}},"banned":{"this":{}},"view":{"difference":{
               "base":{"computedUserset":{"relation":"member"}},
               "subtract":{"computedUserset":{"relation":"banned"}}}}},
             "metadata":{"relations":{"member":{"directly_related_user_types":[{"type":"user"}]},
               "banned":{"directly_related_user_types":[{"type":"user","condition":"strict"}]}}}}],
             "conditions":{"strict":{"name":"strict","expression":"subject_age < 18 || strict",
               "parameters":{"subject_age":{"type_name":"TYPE_NAME_INT"},
                             "strict":{"type_name":"TYPE_NAME_BOOL"}}}}})json")
            .status == 201);
    CHECK(daemon
              .post(store + "/write",
                    R"({"writes":{"tuple_keys":[{"user":"user:ann","relation":"member",)"
                    R"("object":"doc:1"},{"user":"user:ann","relation":"banned",)"
                    R"("object":"doc:1","condition":{"name":"strict"}}]}})")
              .status == 200);
    return store;
}

} // namespace

TEST_SUITE("api/authzen/evaluation") {
    TEST_CASE("evaluation: what nobody knows is denied, a name of the schema with the reason") {
        for (const auto& point : {DecisionPoint::over_zed(), DecisionPoint::over_openfga()}) {
            const auto ask = [&](const std::string& subject, const std::string& does,
                                 const std::string& resource) {
                return point.post(kEvaluation, question(subject, does, resource));
            };
            const std::string read = action("read"), first = record("record-1");
            for (const char* id : {"zoe", "zoe@example.com", "a b", "*", "user:alice", "x#y"}) {
                CHECK(ask(user(id), read, first).body == R"({"decision":false})");
                CHECK(ask(user("alice"), read, record(id)).body == R"({"decision":false})");
            }
            CHECK(why_not(ask(entity("robot", "1"), read, first)) ==
                  "the schema has no type `robot`");
            CHECK(why_not(ask(user("alice"), read, entity("paper", "1"))) ==
                  "the schema has no type `paper`");
            CHECK(why_not(ask(user("alice"), action("fly"), first)) ==
                  "the type `record` has no action `fly`");
        }
    }
    TEST_CASE("evaluation: an email is an id where the dialect takes it") {
        const DecisionPoint point = DecisionPoint::over_openfga();
        const std::string key = R"({"user":"user:zoe@example.com","relation":"read",)"
                                R"("object":"record:zoe@example.com"})";
        CHECK(point.post("/write", R"({"writes":{"tuple_keys":[)" + key + "]}}").status == 200);
        CHECK(point.decide(user("zoe@example.com"), action("read"), record("zoe@example.com")));
        CHECK(point.search("subject", question(R"({"type":"user"})", action("read"),
                                               record("zoe@example.com"))) == "zoe@example.com");
        CHECK(point.search("action", question(user("zoe@example.com"), action("-"),
                                              record("zoe@example.com"))) == "read");
    }
    TEST_CASE("evaluation: a condition that cannot be judged is a deny that says why") {
        for (const auto& point : {DecisionPoint::over_zed(), DecisionPoint::over_openfga()}) {
            const auto ask = [&](const std::string& properties) {
                return point.post(kEvaluation, question(user("bob", properties), action("write"),
                                                        record("record-2")));
            };
            CHECK(why_not(ask("{}")) ==
                  "neither the properties nor the context have a value for `subject_role`");
            CHECK(why_not(ask(R"({"role":5})")).find("`subject_role`") != std::string::npos);
        }
    }
    TEST_CASE("evaluation: what is undecided is not taken for absent where it takes away") {
        const DecisionPoint point = DecisionPoint::over_zed();
        const std::string store = with_exclusion(point);
        const auto ask = [&](const std::string& call, const std::string& context) {
            return point.daemon().ask("POST", store + call,
                                      question(user("ann"), action("view"), entity("doc", "1"),
                                               R"(,"context":)" + context),
                                      {{"Content-Type", "application/json"}});
        };
        CHECK(ask(kEvaluation, R"({"subject_age":20,"strict":false})").body ==
              R"({"decision":true})");
        CHECK(why_not(ask(kEvaluation, "{}")).ends_with("`strict`, `subject_age`"));
        // OpenFGA's dialect wants every value, also one that could not matter any more.
        CHECK(why_not(ask(kEvaluation, R"({"strict":true})")).ends_with("`subject_age`"));
        CHECK(results_of(ask("/access/v1/search/subject", "{}")) == "");
        CHECK(results_of(ask("/access/v1/search/resource", "{}")) == "");
        CHECK(results_of(ask("/access/v1/search/action", "{}")) == "member");
    }
    TEST_CASE("evaluation: of equal names the context counts before the properties") {
        const DecisionPoint point = DecisionPoint::over_zed();
        const auto role = [&](const std::string& subject, const std::string& more) {
            return point
                .post(kEvaluation,
                      question(user("bob", subject), action("write"), record("record-2"), more))
                .json()
                .at("decision")
                .as_bool();
        };
        const std::string admin = R"({"role":"admin"})", guest = R"({"role":"guest"})";
        CHECK(role("{}", R"(,"context":{"subject_role":"admin"})"));
        CHECK(role(guest, R"(,"context":{"subject_role":"admin"})"));
        CHECK_FALSE(role(admin, R"(,"context":{"subject_role":"guest"})"));
        CHECK(role(admin, R"(,"context":{"role":"guest"})"));
    }
    TEST_CASE("evaluations: an item's context replaces the default as a whole") {
        const DecisionPoint point = DecisionPoint::over_zed();
        const Answer answer = point.post(
            "/access/v1/evaluations",
            question(user("bob"), action("write"), record("record-2"),
                     R"(,"context":{"subject_role":"admin"},)"
                     R"("evaluations":[{},{"context":{"other":1}},{"context":null},7])"));
        const auto body = answer.json();
        const auto& items = body.at("evaluations").as_array();
        REQUIRE(items.size() == 4);
        CHECK(items[0].at("decision").as_bool());
        CHECK_FALSE(items[1].at("decision").as_bool());
        CHECK(items[2].at("decision").as_bool());
        CHECK(items[3].at("context").at("error").at("status").as_int64() == 400);
    }
    TEST_CASE("evaluations: a mistake in the message itself, or too many items, refuse it") {
        const DecisionPoint point = DecisionPoint::over_zed();
        const auto status = [&](const std::string& more) {
            return point
                .post("/access/v1/evaluations",
                      question(user("bob"), action("read"), record("record-1"), "," + more))
                .status;
        };
        CHECK(status(R"("evaluations":{})") == 400);
        CHECK(status(R"("options":[])") == 400);
        CHECK(status(R"("options":{"evaluations_semantic":1})") == 400);
        std::string items = "{}";
        for (int i = 0; i < 50; ++i)
            items += ",{}";
        CHECK(status(R"("evaluations":[)" + items + "]") == 400);
        CHECK(status(R"("evaluations":[)" + items.substr(3) + "]") == 200);
    }
    TEST_CASE("evaluation: errors are a message, below a store OpenFGA's object") {
        const DecisionPoint zed = DecisionPoint::over_zed(), fga = DecisionPoint::over_openfga();
        CHECK(zed.post(kEvaluation, "{}").body == R"("`subject` is missing")");
        CHECK(fga.post(kEvaluation, "{}").body ==
              R"({"code":"validation_error","message":"`subject` is missing"})"
              "\n");
        const auto path = [&](const char* at) {
            return zed.daemon().ask("POST", at, "{}", {{"Content-Type", "application/json"}});
        };
        CHECK(path("/access/v1/other").body == R"("Not Found")");
        CHECK(path("/access/v1/other").status == 404);
        CHECK(path("/stores/short/access/v1/evaluation").status == 400);
        const Answer nowhere = path("/stores/01H0H015178Y2V4CX10C2KGHF4/access/v1/evaluation");
        CHECK(nowhere.json().at("code").as_string() == "latest_authorization_model_not_found");
    }
    TEST_CASE("evaluation: the key comes first, then the store that the header names") {
        const DecisionPoint point = DecisionPoint::over_openfga();
        const auto ask = [&](const std::string& name, const std::string& value) {
            return point.daemon().ask("POST", kEvaluation,
                                      question(user("alice"), action("read"), record("record-1")),
                                      {{"Content-Type", "application/json"}, {name, value}});
        };
        CHECK(ask("Authorization", "").status == 401);
        CHECK(ask("Authorization", "Bearer nobody's").status == 401);
        CHECK(ask("Pemba-Store", "nowhere").status == 404);
        const std::string store = point.prefix().substr(std::string("/stores/").size());
        CHECK(ask("Pemba-Store", store).body == R"({"decision":true})");
        CHECK(ask("X-Request-ID", "abc-1").header("X-Request-ID") == "abc-1");
    }
    TEST_CASE("evaluation: below a store the answer names the model, which a header may choose") {
        const DecisionPoint point = DecisionPoint::over_openfga();
        const char* const header = "Openfga-Authorization-Model-Id";
        const std::string body = question(user("alice"), action("read"), record("record-1"));
        const std::string model = point.post(kEvaluation, body).header(header);
        CHECK(model.size() == 26);
        CHECK(point.post(kEvaluation, body, {{header, model}}).header(header) == model);
        CHECK(point.post(kEvaluation, body, {{header, "01H0H015178Y2V4CX10C2KGHF4"}}).status ==
              400);
    }
    TEST_CASE("metadata: is about the configured address, whatever the Host header says") {
        const DecisionPoint point = DecisionPoint::over_openfga();
        const std::string path = "/.well-known/authzen-configuration";
        const std::string base = DecisionPoint::kBaseUrl;
        const auto at = [&](const std::string& below) {
            return point.daemon().ask("GET", path + below, "",
                                      {{"Host", "evil.example.com"}, {"Authorization", ""}});
        };
        CHECK(at("").body ==
              R"({"policy_decision_point":"https://pdp.example.com",)"
              R"("access_evaluation_endpoint":"https://pdp.example.com/access/v1/evaluation",)"
              R"("access_evaluations_endpoint":"https://pdp.example.com/access/v1/evaluations",)"
              R"("search_subject_endpoint":"https://pdp.example.com/access/v1/search/subject",)"
              R"("search_resource_endpoint":"https://pdp.example.com/access/v1/search/resource",)"
              R"("search_action_endpoint":"https://pdp.example.com/access/v1/search/action"})");
        const std::string id = point.prefix().substr(std::string("/stores").size());
        for (const std::string& below : {id, point.prefix()})
            CHECK(at(below).json().at("policy_decision_point").as_string() ==
                  base + point.prefix());
        CHECK(at("/short").status == 400);
        const RunningDaemon unaware;
        const Answer answer = unaware.get(path);
        CHECK(answer.status == 500);
        CHECK(answer.body.find("--base-url") != std::string::npos);
    }
}
