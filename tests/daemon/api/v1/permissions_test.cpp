// Checks, expand and lookups over HTTP.
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba::testing;

namespace {

std::string permissionship(const Answer& answer) {
    return std::string(answer.json().at("permissionship").as_string());
}

std::string with(std::string body, const std::string& members) {
    return body.insert(body.size() - 1, "," + members);
}

} // namespace

TEST_SUITE("api/v1/permissions") {
    TEST_CASE("check: a member of a group is allowed, a stranger and a banned user are not") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto ask = [&](const char* question) {
            return permissionship(daemon.must_post("/v1/permissions/check", check_body(question)));
        };
        CHECK(ask("doc:1#view@user:bob") == "PERMISSIONSHIP_HAS_PERMISSION");
        CHECK(ask("doc:1#view@user:eve") == "PERMISSIONSHIP_NO_PERMISSION");
        CHECK(ask("doc:2#view@user:anybody") == "PERMISSIONSHIP_HAS_PERMISSION");
        CHECK(ask("doc:2#view@user:eve") == "PERMISSIONSHIP_NO_PERMISSION");
        CHECK(ask("doc:1#view@group:g#member") == "PERMISSIONSHIP_HAS_PERMISSION");
    }
    TEST_CASE("check: all four consistencies are answered, each at its snapshot") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto write = [&](const std::string& tuple) {
            const Answer answer = daemon.must_post("/v1/relationships/write",
                                                   R"({"updates":[{"operation":"OPERATION_TOUCH",)"
                                                   R"("relationship":)" +
                                                       relationship(tuple) + "}]}");
            return std::string(answer.json().at("writtenAt").at("token").as_string());
        };
        const std::string before = write("doc:9#viewer@user:ann");
        const std::string after = write("doc:9#viewer@user:dan");
        const auto ask = [&](const std::string& consistency) {
            return permissionship(daemon.must_post(
                "/v1/permissions/check",
                with(check_body("doc:9#view@user:dan"), "\"consistency\":{" + consistency + "}")));
        };
        const std::string yes = "PERMISSIONSHIP_HAS_PERMISSION";
        CHECK(ask(R"("minimizeLatency":true)") == yes);
        CHECK(ask(R"("fullyConsistent":true)") == yes);
        CHECK(ask(R"("atLeastAsFresh":{"token":")" + before + "\"}") == yes);
        CHECK(ask(R"("atExactSnapshot":{"token":")" + after + "\"}") == yes);
        CHECK(ask(R"("atExactSnapshot":{"token":")" + before + "\"}") ==
              "PERMISSIONSHIP_NO_PERMISSION");
    }
    TEST_CASE("check: an explanation names the path of relationships from object to subject") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer answer = daemon.must_post(
            "/v1/permissions/check", with(check_body("doc:1#view@user:bob"),
                                          R"("withExplanation":true,"withTracing":true)"));
        const auto path = answer.json().at("explanation").at("path").as_array();
        REQUIRE(path.size() == 2);
        CHECK(path[0].as_string() == "doc:1#viewer@group:g#member");
        CHECK(path[1].as_string() == "group:g#member@user:bob");
        const auto check = answer.json().at("debugTrace").at("check");
        CHECK(check.at("result").as_string() == "PERMISSIONSHIP_HAS_PERMISSION");
        CHECK(check.at("subProblems").at("traces").as_array().size() >= 1);
    }
    TEST_CASE("check: context is taken as an object of at most 4096 bytes") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string body = check_body("doc:1#view@user:ann");
        CHECK(daemon.post("/v1/permissions/check", with(body, R"("context":{"a":[1]})")).status ==
              200);
        CHECK(daemon.post("/v1/permissions/check", with(body, R"("context":5)")).status == 400);
        const std::string large = R"("context":{"a":")" + std::string(5000, 'x') + "\"}";
        CHECK(daemon.post("/v1/permissions/check", with(body, large)).status == 400);
    }
    TEST_CASE("bulk check: answers keep their order and an item's error is its own") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer answer = daemon.must_post("/v1/permissions/checkbulk",
                                               "{\"items\":[" + check_body("doc:1#view@user:ann") +
                                                   "," + check_body("doc:1#reads@user:ann") + "," +
                                                   check_body("doc:1#view@user:eve") + "]}");
        const auto pairs = answer.json().at("pairs").as_array();
        REQUIRE(pairs.size() == 3);
        CHECK(pairs[0].at("item").at("permissionship").as_string() ==
              "PERMISSIONSHIP_HAS_PERMISSION");
        CHECK(pairs[1].at("error").at("code").as_int64() == 9);
        CHECK(pairs[2].at("item").at("permissionship").as_string() ==
              "PERMISSIONSHIP_NO_PERMISSION");
    }
    TEST_CASE("expand: an exclusion has what it takes from and what it takes away") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer answer = daemon.must_post(
            "/v1/permissions/expand",
            R"({"resource":{"objectType":"doc","objectId":"2"},"permission":"view"})");
        const auto root = answer.json().at("treeRoot").at("intermediate");
        CHECK(root.at("operation").as_string() == "OPERATION_EXCLUSION");
        const auto children = root.at("children").as_array();
        REQUIRE(children.size() == 2);
        CHECK(children[1].at("leaf").at("subjects").as_array()[0].at("object").at("objectId") ==
              "eve");
    }
    TEST_CASE("lookup resources: every object once") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer all =
            daemon.must_post("/v1/permissions/resources",
                             R"({"resourceObjectType":"doc","permission":"view",)"
                             R"("subject":{"object":{"objectType":"user","objectId":"ann"}}})");
        CHECK(count(all.body, "\n") == 2);
        CHECK(count(all.body, R"("resourceObjectId":"1")") == 1);
        CHECK(count(all.body, R"("resourceObjectId":"2")") == 1);
    }
    TEST_CASE("lookup resources: pages go on after a cursor, with any limit, at its revision") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto ask = [&](const char* user, const std::string& more) {
            return daemon.post("/v1/permissions/resources",
                               R"({"resourceObjectType":"doc","permission":"view",)"
                               R"("subject":{"object":{"objectType":"user","objectId":")" +
                                   std::string(user) + "\"}}" + more + "}");
        };
        const auto first = ask("ann", R"(,"optionalLimit":1)");
        CHECK(count(first.body, R"("resourceObjectId":"1")") == 1);
        CHECK(count(first.body, "\n") == 1);
        const std::string after =
            R"(,"optionalCursor":{"token":")" +
            std::string(first.json().at("result").at("afterResultCursor").at("token").as_string()) +
            "\"}";
        daemon.must_post("/v1/relationships/write",
                         R"({"updates":[{"operation":"OPERATION_TOUCH","relationship":)" +
                             relationship("doc:3#viewer@user:ann") + "}]}");
        for (const char* limit : {"", R"(,"optionalLimit":1)", R"(,"optionalLimit":9)"}) {
            const auto rest = ask("ann", limit + after);
            CHECK(count(rest.body, R"("resourceObjectId":"2")") == 1);
            CHECK(count(rest.body, "\n") == 1);
        }
        CHECK(ask("bob", after).reason() == "ERROR_REASON_INVALID_CURSOR");
    }
    TEST_CASE("lookup subjects: a wildcard comes with those it leaves out, or not at all") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string body = R"("resource":{"objectType":"doc","objectId":"2"},)"
                                 R"("permission":"view","subjectObjectType":"user")";
        const Answer all = daemon.must_post("/v1/permissions/subjects", "{" + body + "}");
        const auto row = all.json().at("result");
        CHECK(row.at("subject").at("subjectObjectId").as_string() == "*");
        CHECK(row.at("excludedSubjectIds").as_array() == boost::json::array{"eve"});
        const Answer none = daemon.must_post(
            "/v1/permissions/subjects",
            "{" + body + R"(,"wildcardOption":"WILDCARD_OPTION_EXCLUDE_WILDCARDS"})");
        CHECK(none.body.empty());
        CHECK(none.content_type.empty());
    }
    TEST_CASE("lookup subjects: pages go on after a cursor, with any limit") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string body = R"("resource":{"objectType":"doc","objectId":"1"},)"
                                 R"("permission":"view","subjectObjectType":"user")";
        const auto ask = [&](const std::string& more) {
            return daemon.must_post("/v1/permissions/subjects", "{" + body + more + "}");
        };
        CHECK(ask("").body.find("\"afterResultCursor\":null") != std::string::npos);
        const auto first = ask(R"(,"optionalConcreteLimit":1)");
        CHECK(count(first.body, R"("subject":{"subjectObjectId":"ann")") == 1);
        CHECK(count(first.body, "\n") == 1);
        const std::string cursor(
            first.json().at("result").at("afterResultCursor").at("token").as_string());
        const auto rest =
            ask(R"(,"optionalConcreteLimit":9,"optionalCursor":{"token":")" + cursor + "\"}");
        CHECK(count(rest.body, R"("subject":{"subjectObjectId":"bob")") == 1);
        CHECK(count(rest.body, "\n") == 1);
        const auto other =
            daemon.post("/v1/permissions/subjects",
                        R"({"resource":{"objectType":"doc","objectId":"2"},"permission":"view",)"
                        R"("subjectObjectType":"user","optionalCursor":{"token":")" +
                            cursor + "\"}}");
        CHECK(other.reason() == "ERROR_REASON_INVALID_CURSOR");
    }
}
