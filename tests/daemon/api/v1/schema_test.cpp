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
    TEST_CASE("schema: caveats, expiration and `use` are refused with a reason") {
        const RunningDaemon daemon;
        for (const char* schema : {"use expiration\\ndefinition user {}",
                                   "caveat c3d(a int) { a > 1 }\\ndefinition user {}"}) {
            const Answer refused =
                daemon.post("/v1/schema/write", std::string(R"({"schema":")") + schema + "\"}");
            CHECK(refused.status == 400);
            CHECK(!refused.json().at("message").as_string().empty());
        }
    }
}
