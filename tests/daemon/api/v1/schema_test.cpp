// Schema write and read over HTTP.
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba::testing;

TEST_SUITE("api/v1/schema") {
    TEST_CASE("schema: what was written is read back; without one it is not found") {
        const RunningDaemon daemon;
        CHECK(daemon.post("/v1/schema/read", "{}").status == 404);
        daemon.fill();
        const Answer answer = daemon.must_post("/v1/schema/read", "{}");
        CHECK(count(answer.body, "permission view = viewer - banned") == 1);
        CHECK(count(answer.body, "\"readAt\"") == 1);
    }
    TEST_CASE(
        "schema: a parse error has its place, the message tells all errors, nothing changes") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer refused =
            daemon.post("/v1/schema/write",
                        R"({"schema":"definition user {}\ndefinition x {}\ndefinition Doc {}"})");
        CHECK(refused.status == 400);
        CHECK(refused.code() == 3);
        CHECK(refused.reason() == "ERROR_REASON_SCHEMA_PARSE_ERROR");
        CHECK(count(refused.body, R"("start_line_number":"1")") == 1);
        CHECK(count(refused.body, "line 2, column") == 1);
        CHECK(count(refused.body, "line 3, column") == 1);
        CHECK(count(daemon.post("/v1/schema/read", "{}").body, "definition group") == 1);
    }
    TEST_CASE("schema: what does not parse is a parse error, whatever else is wrong before it") {
        const RunningDaemon daemon;
        const Answer refused = daemon.post(
            "/v1/schema/write",
            R"({"schema":"definition doc {\n relation viewer: nobody\n}\ndefinition Doc {}"})");
        CHECK(refused.code() == 3);
        CHECK(refused.reason() == "ERROR_REASON_SCHEMA_PARSE_ERROR");
        CHECK(count(refused.body, R"("start_line_number":"3")") == 1);
        CHECK(count(refused.body, "parse error in `schema`, line 4") == 1);
        CHECK(count(refused.body, "line 2, column") == 1);
    }
    TEST_CASE("schema: an unknown type is a type error") {
        const RunningDaemon daemon;
        const Answer refused = daemon.post(
            "/v1/schema/write", R"({"schema":"definition doc {\n relation viewer: nobody\n}"})");
        CHECK(refused.code() == 9);
        CHECK(refused.reason() == "ERROR_REASON_SCHEMA_TYPE_ERROR");
    }
    TEST_CASE("schema: what would orphan relationships is refused and all of it is named") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer refused = daemon.post(
            "/v1/schema/write",
            R"({"schema":"definition user {}\ndefinition doc {\n relation viewer: user | user:*\n}"})");
        CHECK(refused.status == 400);
        CHECK(refused.reason() == "ERROR_REASON_SCHEMA_TYPE_ERROR");
        const std::string message(refused.json().at("message").as_string());
        for (const char* name : {"banned", "viewer", "group"})
            CHECK_MESSAGE(count(message, name) > 0, message);
    }
    TEST_CASE("schema: a relation may demand an expiration, which is given back") {
        const RunningDaemon daemon;
        const std::string schema = R"(use expiration\n\ndefinition doc {\n\trelation viewer: )"
                                   R"(user with expiration\n}\n\ndefinition user {})";
        daemon.must_post("/v1/schema/write", R"({"schema":")" + schema + "\"}");
        CHECK(count(daemon.must_post("/v1/schema/read", "{}").body, schema) == 1);
        auto write = [&](const std::string& id, const std::string& time) {
            std::string tuple = relationship("doc:" + id + "#viewer@user:ann");
            tuple.insert(tuple.size() - 1, R"(,"optionalExpiresAt":")" + time + '"');
            daemon.must_post("/v1/relationships/write",
                             R"({"updates":[{"operation":1,"relationship":)" + tuple + "}]}");
        };
        write("1", "2999-01-01T00:00:00.25Z");
        write("2", "2020-01-01T00:00:00Z");
        const std::string found = daemon
                                      .must_post("/v1/relationships/read",
                                                 R"({"relationshipFilter":{"resourceType":"doc"}})")
                                      .body;
        CHECK(count(found, "\"relationship\"") == 1);
        CHECK(count(found, R"("optionalExpiresAt":"2999-01-01T00:00:00.25Z")") == 1);
        CHECK(
            count(
                daemon.must_post("/v1/permissions/check", check_body("doc:1#viewer@user:ann")).body,
                "HAS_PERMISSION") == 1);
        CHECK(
            count(
                daemon.must_post("/v1/permissions/check", check_body("doc:2#viewer@user:ann")).body,
                "NO_PERMISSION") == 1);
    }
    TEST_CASE("schema: a `use` of what there is not, and a caveat that makes no sense, are "
              "refused with a reason") {
        const RunningDaemon daemon;
        for (const char* schema : {"use nonsense\\ndefinition user {}",
                                   "caveat c3d(a int) { a + 1 }\\ndefinition user {}"}) {
            const Answer refused =
                daemon.post("/v1/schema/write", std::string(R"({"schema":")") + schema + "\"}");
            CHECK(refused.status == 400);
            CHECK(!refused.json().at("message").as_string().empty());
        }
    }
    TEST_CASE(
        "schema: a dry run tells all changes and all that stands in the way, and writes nothing") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto before = daemon.must_post("/v1/schema/read", "{}").body;
        const auto plan =
            daemon
                .must_post("/v1/schema/write", R"({"dryRun":true,"schema":"definition user {}\n)"
                                               R"(definition doc {\n relation viewer: user\n}"})")
                .json();
        CHECK_FALSE(plan.at("canBeWritten").as_bool());
        std::string operations;
        for (const auto& obstacle : plan.at("obstacles").as_array())
            operations += std::string(obstacle.at("operation").as_string()) + " ";
        CHECK(operations == "delete_relation remove_allowed_type remove_allowed_type "
                            "delete_object_definition ");
        CHECK(plan.at("obstacles").at(0).at("example").as_string() == "doc:2#banned@user:eve");
        CHECK(plan.at("changes").as_array().size() == 5);
        CHECK(daemon.must_post("/v1/schema/read", "{}").body == before);
        const auto fine = daemon.must_post("/v1/schema/write",
                                           R"({"dryRun":true,"schema":"definition user {}\n)"
                                           R"(definition group {\n relation member: user | )"
                                           R"(group#member\n}\ndefinition doc {\n)"
                                           R"( relation viewer: user | user:* | group#member\n)"
                                           R"( relation banned: user\n}"})");
        CHECK(fine.json().at("canBeWritten").as_bool());
        CHECK(daemon.post("/v1/schema/write", R"({"dryRun":true,"schema":"definition"})").status ==
              400);
    }
}
