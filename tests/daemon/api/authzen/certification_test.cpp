// The scenario that AuthZEN's implementations are certified with, under both schema languages.
#include <doctest/doctest.h>

#include "daemon/api/authzen/decision_point.h"

using namespace pemba::testing;

namespace {

constexpr const char* kEvaluation = "/access/v1/evaluation";
constexpr const char* kEvaluations = "/access/v1/evaluations";

const std::string kAliceReads = question(user("alice"), action("read"), record("record-1"));

void decides_all_eight(const DecisionPoint& point) {
    CHECK(point.decide(user("alice"), action("read"), record("record-1")));
    CHECK(point.decide(user("alice"), action("write"), record("record-1")));
    CHECK(point.decide(user("bob"), action("read"), record("record-1")));
    CHECK_FALSE(point.decide(user("bob"), action("write"), record("record-1")));
    const std::string archived = record("record-2", R"({"status":"archived"})");
    CHECK_FALSE(point.decide(user("alice"), action("write"), archived));
    CHECK(point.decide(user("bob", R"({"role":"admin"})"), action("write"), archived));
    CHECK(point.decide(user("alice"), action("delete", R"({"soft":true})"), record("record-1")));
    CHECK_FALSE(
        point.decide(user("alice"), action("delete", R"({"soft":false})"), record("record-1")));
}

void takes_what_it_need_not_know(const DecisionPoint& point) {
    const std::string context = R"(,"context":{"time":"2030-01-01T00:00:00Z","ip":"::1"})";
    const std::string rich =
        question(user("alice", R"({"department":"sales","tags":["a",{"b":null}]})"),
                 action("read", R"({"how":"quickly"})"), record("record-1"), context + R"(,"x":1)");
    for (int i = 0; i < 2; ++i)
        CHECK(point.post(kEvaluation, rich).body == R"({"decision":true})");
    const Answer answer = point.post(kEvaluation, kAliceReads, {{"X-Request-ID", "cert-1"}});
    CHECK(answer.header("X-Request-ID") == "cert-1");
    CHECK(answer.content_type == "application/json");
}

void refuses_what_is_malformed(const DecisionPoint& point) {
    const std::string alice = user("alice"), read = action("read"), first = record("record-1");
    for (const std::string& body :
         {std::string(), std::string("{\"subject\":"), std::string("[]"), std::string("{}"),
          kAliceReads + "x", question("\"alice\"", read, first), question("{}", read, first),
          question(R"({"type":"user"})", read, first), question(R"({"id":"alice"})", read, first),
          question(alice, "{}", first), question(alice, R"({"name":123})", first),
          question(alice, read, R"({"type":"record"})"),
          question(alice, read, first, R"(,"context":"today")"),
          question(alice, read, first, R"(,"subject":{})")}) {
        CHECK_MESSAGE(point.post(kEvaluation, body).status == 400, body);
        CHECK_MESSAGE(point.post(kEvaluations, body).status == 400, body);
    }
    for (const char* type : {"text/plain", "application/jsonx", ""})
        CHECK(point.post(kEvaluation, kAliceReads, {{"Content-Type", type}}).status == 400);
    CHECK(
        point.post(kEvaluation, kAliceReads, {{"Content-Type", "Application/JSON; charset=utf-8"}})
            .status == 200);
}

void decides_many_in_order(const DecisionPoint& point) {
    const std::string both = R"({"subject":)" + user("bob") + R"(,"resource":)" +
                             record("record-1") + R"(,"evaluations":[{"action":)" + action("read") +
                             R"(},{"action":)" + action("write") + R"(},{"subject":)" +
                             user("alice") + R"(,"action":)" + action("write") + "},{}]";
    const auto ask = [&](const std::string& options) {
        return point.post(kEvaluations, both + options + "}").body;
    };
    const std::string whole = ask("");
    CHECK(whole == R"({"evaluations":[{"decision":true},{"decision":false},{"decision":true},)"
                   R"({"decision":false,"context":{"error":{"status":400,)"
                   R"("message":"`action` is missing"}}}]})");
    CHECK(ask(R"(,"options":{"evaluations_semantic":"execute_all"})") == whole);
    CHECK(ask(R"(,"options":{"evaluations_semantic":"deny_on_first_deny"})") ==
          R"({"evaluations":[{"decision":true},{"decision":false}]})");
    CHECK(ask(R"(,"options":{"evaluations_semantic":"permit_on_first_permit"})") ==
          R"({"evaluations":[{"decision":true}]})");
    CHECK(point.post(kEvaluations, kAliceReads).body == R"({"decision":true})");
    const std::string alice_again =
        question(user("alice"), action("read"), record("record-1"), R"(,"evaluations":[])");
    CHECK(point.post(kEvaluations, alice_again).body == R"({"decision":true})");
}

void searches(const DecisionPoint& point) {
    CHECK(point.search("subject", question(R"({"type":"user"})", action("read"),
                                           record("record-1"))) == "alice bob");
    CHECK(point.search("resource", question(user("alice"), action("read"),
                                            R"({"type":"record"})")) == "open record-1");
    const std::string alice_with_record = R"({"subject":)" + user("alice") + R"(,"resource":)" +
                                          record("record-1") + R"(,"page":{"limit":100}})";
    CHECK(point.search("action", alice_with_record) == "read write");
    // With properties, and the same without: undecided is not a permit, and not an error either.
    CHECK(point.search("resource", question(user("bob", R"({"role":"admin"})"), action("write"),
                                            R"({"type":"record"})")) == "record-2");
    const Answer without =
        point.post("/access/v1/search/resource",
                   question(user("bob"), action("write"), R"({"type":"record"})"));
    CHECK(without.body == R"({"context":{"missing_context":["subject_role"]},"results":[]})");
    for (const char* type : {"robot", "user:x", "*"}) {
        const std::string stranger = R"({"type":")" + std::string(type) + R"(","id":"1"})";
        CHECK(point.search("subject", question(stranger, action("read"), record("record-1"))) ==
              "");
        CHECK(point.search("resource", question(user("alice"), action("read"), stranger)) == "");
        CHECK(point.search("action", question(user("alice"), action("read"), stranger)) == "");
        CHECK(point.search("action", question(stranger, action("read"), record("record-1"))) == "");
    }
    CHECK(point
              .post("/access/v1/search/subject",
                    question(R"({"type":"user"})", action("read"), R"({"type":"record"})"))
              .status == 400);
    CHECK(point
              .post("/access/v1/search/resource",
                    question(R"({"type":"user"})", action("read"), R"({"type":"record"})"))
              .status == 400);
}

void passes_everything(const DecisionPoint& point) {
    decides_all_eight(point);
    takes_what_it_need_not_know(point);
    refuses_what_is_malformed(point);
    decides_many_in_order(point);
    searches(point);
}

} // namespace

TEST_SUITE("api/authzen/certification") {
    TEST_CASE("certification: over a `.zed` schema in the default store") {
        passes_everything(DecisionPoint::over_zed());
    }
    TEST_CASE("certification: over a model of OpenFGA's, below its store") {
        passes_everything(DecisionPoint::over_openfga());
    }
}
