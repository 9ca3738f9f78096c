// Writing, deleting, reading, importing and exporting relationships over HTTP.
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba::testing;

namespace {

std::string write_body(const std::string& operation, const std::string& tuple) {
    return R"({"updates":[{"operation":"OPERATION_)" + operation + R"(","relationship":)" +
           relationship(tuple) + "}]}";
}

std::size_t stored(const RunningDaemon& daemon, const std::string& type) {
    const Answer answer = daemon.must_post(
        "/v1/relationships/read", R"({"relationshipFilter":{"resourceType":")" + type + "\"}}");
    return count(answer.body, "\"relationship\":");
}

std::string import_body(int from, int to) {
    std::string body;
    for (int i = from; i < to; ++i)
        body += std::string(i == from ? "" : ",") +
                relationship("doc:d" + std::to_string(i) + "#viewer@user:u" + std::to_string(i));
    return "{\"relationships\":[" + body + "]}";
}

} // namespace

TEST_SUITE("api/v1/relationships") {
    TEST_CASE("write: create is refused where the relationship is there, touch is not") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer refused =
            daemon.post("/v1/relationships/write", write_body("CREATE", "doc:1#viewer@user:ann"));
        CHECK(refused.status == 409);
        CHECK(refused.code() == 6);
        CHECK(refused.reason() == "ERROR_REASON_ATTEMPT_TO_RECREATE_RELATIONSHIP");
        CHECK(daemon.post("/v1/relationships/write", write_body("TOUCH", "doc:1#viewer@user:ann"))
                  .status == 200);
    }
    TEST_CASE("write: one bad update among a thousand writes none of them") {
        const RunningDaemon daemon;
        daemon.fill();
        std::string updates;
        for (int i = 0; i < 1000; ++i)
            updates += std::string(i ? "," : "") + R"({"operation":2,"relationship":)" +
                       relationship(i == 700 ? "doc:x#viewer@doc:y"
                                             : "doc:x#viewer@user:u" + std::to_string(i)) +
                       "}";
        const Answer refused =
            daemon.post("/v1/relationships/write", "{\"updates\":[" + updates + "]}");
        CHECK(refused.status == 400);
        CHECK(refused.reason() == "ERROR_REASON_INVALID_SUBJECT_TYPE");
        CHECK(count(refused.body, "updates[700]") == 1);
        CHECK(stored(daemon, "doc") == 4);
    }
    TEST_CASE("write: a precondition that does not hold is named by its filter") {
        const RunningDaemon daemon;
        daemon.fill();
        std::string body = write_body("TOUCH", "doc:1#viewer@user:new");
        body.insert(body.size() - 1,
                    R"(,"optionalPreconditions":[{"operation":"OPERATION_MUST_MATCH",)"
                    R"("filter":{"resourceType":"doc","optionalResourceId":"77"}}])");
        const Answer refused = daemon.post("/v1/relationships/write", body);
        CHECK(refused.reason() == "ERROR_REASON_WRITE_OR_DELETE_PRECONDITION_FAILURE");
        CHECK(count(refused.body, R"("precondition_resource_id":"77")") == 1);
        CHECK(stored(daemon, "doc") == 4);
    }
    TEST_CASE(
        "write: a delete names what it deletes without caveat and expiry, or names its type") {
        const RunningDaemon daemon;
        daemon.must_post(
            "/v1/schema/write",
            R"({"schema":"use expiration\ncaveat odd(number int) { number % 2 == 1 }\n)"
            R"(definition user {}\ndefinition doc {\n relation viewer: user with odd and expiration\n}"})");
        const std::string plain = write_body("DELETE", "doc:1#viewer@user:ann");
        const std::string caveat = R"(,"optionalCaveat":{"caveatName":"odd"})";
        const std::string expiry = R"(,"optionalExpiresAt":"2999-01-01T00:00:00Z")";
        auto with = [&](const std::string& traits) {
            return daemon.post("/v1/relationships/write",
                               std::string(plain).insert(plain.size() - 4, traits));
        };
        CHECK(with("").status == 200);
        CHECK(with(expiry).status == 200);
        CHECK(with(caveat + expiry).status == 200);
        CHECK(with(caveat).reason() == "ERROR_REASON_INVALID_SUBJECT_TYPE");
    }
    TEST_CASE("delete: by filter, up to a limit, and counted") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer refused =
            daemon.post("/v1/relationships/delete",
                        R"({"relationshipFilter":{"resourceType":"doc"},"optionalLimit":3})");
        CHECK(refused.reason() == "ERROR_REASON_TOO_MANY_RELATIONSHIPS_FOR_TRANSACTIONAL_DELETE");
        CHECK(stored(daemon, "doc") == 4);
        const Answer partial =
            daemon.must_post("/v1/relationships/delete",
                             R"({"relationshipFilter":{"resourceType":"doc"},)"
                             R"("optionalLimit":3,"optionalAllowPartialDeletions":true})");
        CHECK(partial.json().at("deletionProgress").as_string() == "DELETION_PROGRESS_PARTIAL");
        CHECK(partial.json().at("relationshipsDeletedCount").as_string() == "3");
        const Answer rest = daemon.must_post("/v1/relationships/delete",
                                             R"({"relationshipFilter":{"resourceType":"doc"}})");
        CHECK(rest.json().at("deletionProgress").as_string() == "DELETION_PROGRESS_COMPLETE");
        CHECK(stored(daemon, "doc") == 0);
        CHECK(stored(daemon, "group") == 1);
    }
    TEST_CASE("import and export: a sequence of messages goes in, every relationship comes out") {
        const RunningDaemon daemon;
        daemon.fill();
        const Answer loaded = daemon.must_post(
            "/v1/relationships/importbulk",
            import_body(0, 1500) + "\n" + import_body(1500, 2500) + import_body(2500, 2501));
        CHECK(loaded.json().at("numLoaded").as_string() == "2501");
        const Answer out =
            daemon.must_post("/v1/relationships/exportbulk", R"({"optionalLimit":400})");
        CHECK(count(out.body, "\"resource\":") == 2506);
        CHECK(count(out.body, "\n") == 7);
        CHECK(out.body.back() == '\n');
    }
    TEST_CASE("import: one relationship that is there, or wrong, loads none") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string twice = import_body(0, 10) + "{\"relationships\":[" +
                                  relationship("doc:1#viewer@user:ann") + "]}";
        CHECK(daemon.post("/v1/relationships/importbulk", twice).status == 409);
        const Answer broken = daemon.post("/v1/relationships/importbulk",
                                          import_body(0, 10) + "{\"relationships\":5}");
        CHECK(broken.status == 400);
        CHECK(count(broken.body, "message 2") == 1);
        CHECK(stored(daemon, "doc") == 4);
    }
    TEST_CASE("read: pages over a limit, and a cursor belongs to its call") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string body = R"("relationshipFilter":{"resourceType":"doc"},"optionalLimit":3)";
        const Answer first = daemon.must_post("/v1/relationships/read", "{" + body + "}");
        CHECK(count(first.body, "\"relationship\":") == 3);
        const std::string last = first.body.substr(first.body.rfind("{\"result\""));
        const std::string token(
            boost::json::parse(last).at("result").at("afterResultCursor").at("token").as_string());
        const std::string cursor = R"(,"optionalCursor":{"token":")" + token + "\"}}";
        CHECK(count(daemon.must_post("/v1/relationships/read", "{" + body + cursor).body,
                    "\"relationship\":") == 1);
        const Answer other = daemon.post(
            "/v1/relationships/read", R"({"relationshipFilter":{"resourceType":"group"})" + cursor);
        CHECK(other.reason() == "ERROR_REASON_INVALID_CURSOR");
    }
}
