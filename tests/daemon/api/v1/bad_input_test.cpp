// What the v1 API refuses, and with which words.
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba::testing;

namespace {

const std::string kCheck = "/v1/permissions/check";
const std::string kWrite = "/v1/relationships/write";

std::string message(const Answer& answer) {
    return std::string(answer.json().at("message").as_string());
}

} // namespace

TEST_SUITE("api/v1/bad input") {
    TEST_CASE("bad input: broken JSON and wrong types are 400, code 3") {
        const RunningDaemon daemon;
        daemon.fill();
        for (const char* body :
             {"{", "null", "[]", "hello", R"({"permission":5})",
              R"({"permission":"a","permission":"b"})",
              R"({"resource":{"objectType":"doc","object_type":"doc"}})",
              R"({"withTracing":"true"})",
              R"({"consistency":{"fullyConsistent":true,"minimizeLatency":true}})"}) {
            const Answer answer = daemon.post(kCheck, body);
            CHECK_MESSAGE(answer.status == 400, body);
            CHECK_MESSAGE(answer.code() == 3, body);
        }
    }
    TEST_CASE("bad input: a rule that is broken is told with the field's path") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string body = R"({"updates":[{"operation":2,"relationship":)" +
                                 relationship("doc:1#viewer@user:ann") + "},{}]}";
        const Answer answer = daemon.post(kWrite, body);
        CHECK(count(message(answer), "updates[1].operation: must not be in list [0]") == 1);
        CHECK(count(message(answer), "updates[1].relationship: value is required") == 1);
        CHECK(count(answer.body, "buf.validate.Violations") == 1);
        CHECK(count(answer.body, R"({"fieldName":"updates","index":"1"})") == 2);
    }
    TEST_CASE("bad input: ids, types and relations that are none are refused") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto body = [](const char* type, const std::string& id, const char* relation) {
            return std::string(R"({"resource":{"objectType":")") + type + R"(","objectId":")" + id +
                   R"("},"permission":")" + relation +
                   R"(","subject":{"object":{"objectType":"user","objectId":"a"}}})";
        };
        for (const auto& bad :
             {body("Doc", "1", "view"), body("doc", "a b", "view"), body("doc", "", "view"),
              body("doc", "1", "..."), body("doc", "*", "view"),
              body("doc", std::string(1025, 'x'), "view")}) {
            const Answer answer = daemon.post(kCheck, bad);
            CHECK_MESSAGE(answer.status == 400, bad);
            CHECK_MESSAGE(answer.code() == 3, answer.body);
        }
        CHECK(daemon.post(kCheck, body("doc", "1", "nothing")).reason() ==
              "ERROR_REASON_UNKNOWN_RELATION_OR_PERMISSION");
        CHECK(daemon.post(kCheck, body("paper", "1", "view")).reason() ==
              "ERROR_REASON_UNKNOWN_DEFINITION");
    }
    TEST_CASE("bad input: filters, cursors, tokens and limits are refused by name") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string read = "/v1/relationships/read";
        CHECK(daemon.post(read, R"({"relationshipFilter":{}})").reason() ==
              "ERROR_REASON_INVALID_FILTER");
        CHECK(
            daemon
                .post(read, R"({"relationshipFilter":{"resourceType":"doc"},"optionalLimit":1001})")
                .reason() == "ERROR_REASON_EXCEEDS_MAXIMUM_ALLOWABLE_LIMIT");
        CHECK(daemon
                  .post(read, R"({"relationshipFilter":{"resourceType":"doc"},)"
                              R"("optionalCursor":{"token":"nonsense"}})")
                  .reason() == "ERROR_REASON_INVALID_CURSOR");
        CHECK(daemon
                  .post(read, R"({"relationshipFilter":{"resourceType":"doc"},)"
                              R"("consistency":{"atExactSnapshot":{"token":"nonsense"}}})")
                  .code() == 3);
        CHECK(
            daemon
                .post(read, R"({"relationshipFilter":{"resourceType":"doc"},"optionalLimit":1.5})")
                .status == 400);
        CHECK(
            daemon
                .post(read, R"({"relationshipFilter":{"resourceType":"doc"},"optionalLimit":"5"})")
                .status == 200);
    }
    TEST_CASE("bad input: a caveat, or an expiration where none is allowed or that is no time") {
        const RunningDaemon daemon;
        daemon.fill();
        auto write = [&](const std::string& trait) {
            std::string tuple = relationship("doc:1#viewer@user:ann");
            tuple.insert(tuple.size() - 1, "," + trait);
            return daemon.post(kWrite,
                               R"({"updates":[{"operation":2,"relationship":)" + tuple + "}]}");
        };
        const Answer caveat = write(R"("optionalCaveat":{"caveatName":"only"})");
        CHECK(caveat.reason() == "ERROR_REASON_INVALID_SUBJECT_TYPE");
        CHECK(count(message(caveat), "`user with only` are not allowed") == 1);
        const Answer expiration = write(R"("optionalExpiresAt":"2099-01-01T00:00:00Z")");
        CHECK(expiration.reason() == "ERROR_REASON_INVALID_SUBJECT_TYPE");
        CHECK(count(message(expiration), "did you mean `user`?") == 1);
        CHECK(write(R"("optionalExpiresAt":"tomorrow")").status == 400);
    }
    TEST_CASE("auth: no key is 401, and so is a wrong one; streams tell it in their shape") {
        const RunningDaemon daemon;
        const auto ask = [&](const std::string& path, const std::string& header) {
            return daemon.raw("POST " + path + " HTTP/1.1\r\nHost: t\r\n" + header +
                              "Connection: close\r\nContent-Length: 2\r\n\r\n{}");
        };
        const std::string none = ask("/v1/schema/read", "");
        CHECK(none.starts_with("HTTP/1.1 401 "));
        CHECK(count(none, "WWW-Authenticate: Bearer\r\n") == 1);
        CHECK(
            ask("/v1/schema/read", "Authorization: Bearer wrong\r\n").starts_with("HTTP/1.1 401 "));
        CHECK(ask("/v1/schema/read", "Authorization: Basic eA==\r\n").starts_with("HTTP/1.1 401 "));
        CHECK(ask("/v1/schema/read", "Authorization: bearer a-key-for-tests\r\n")
                  .starts_with("HTTP/1.1 404 "));
        CHECK(count(ask("/v1/relationships/read", ""), R"({"error":{"code":16)") == 1);
        CHECK(ask("/v1/relationships/importbulk", "").starts_with("HTTP/1.1 401 "));
        const std::string large(100'000, '[');
        CHECK(
            daemon
                .raw("POST /v1/schema/read HTTP/1.1\r\nConnection: close\r\nContent-Length: 100000"
                     "\r\n\r\n" +
                     large)
                .starts_with("HTTP/1.1 401 "));
        CHECK(daemon.get("/healthz").status == 200);
        CHECK(daemon.get("/readyz").status == 200);
        CHECK(daemon.get("/metrics").status == 200);
    }
    TEST_CASE("store: a request for another store than the default one is not found") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto ask = [&](const std::string& store) {
            return daemon.raw("POST /v1/schema/read HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer " +
                              std::string(kKey) + "\r\nPemba-Store: " + store +
                              "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        };
        CHECK(ask("default").starts_with("HTTP/1.1 200 "));
        CHECK(ask("other").starts_with("HTTP/1.1 404 "));
    }
}
