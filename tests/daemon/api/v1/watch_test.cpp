// POST /v1/watch: changes over HTTP, as they come.
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "daemon/open_stream.h"
#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

std::string update(const std::string& operation, const std::string& tuple) {
    return R"({"operation":"OPERATION_)" + operation + R"(","relationship":)" +
           relationship(tuple) + "}";
}

std::string write(const RunningDaemon& daemon, const std::string& operation,
                  const std::string& tuple, const std::string& more = "") {
    const auto answer = daemon.must_post(
        "/v1/relationships/write", R"({"updates":[)" + update(operation, tuple) + "]" + more + "}");
    return std::string(answer.json().at("writtenAt").at("token").as_string());
}

std::string after(const std::string& token, const std::string& more = "") {
    return R"({"optionalStartCursor":{"token":")" + token + R"("})" + more + "}";
}

std::string head_of(const RunningDaemon& daemon) {
    const auto answer = daemon.must_post("/v1/schema/read", "{}");
    return std::string(answer.json().at("readAt").at("token").as_string());
}

// What `/metrics` says of one metric.
double metric(const RunningDaemon& daemon, const std::string& name) {
    const auto text = daemon.get("/metrics").body;
    return std::stod(text.substr(text.find("\n" + name + " ") + name.size() + 2));
}

} // namespace

TEST_SUITE("v1/watch") {
    TEST_CASE("a write is told while the stream is open, with its metadata and token") {
        const RunningDaemon daemon;
        daemon.fill();
        OpenStream watcher(daemon, "/v1/watch", "{}");
        CHECK(watcher.status() == 200);
        CHECK(watcher.line(50).empty());
        const auto token = write(daemon, "CREATE", "doc:9#viewer@user:zoe",
                                 R"(,"optionalTransactionMetadata":{"why":"test"})");
        const auto line = watcher.result();
        const auto& change = line.at("updates").at(0);
        CHECK(change.at("operation").as_string() == "OPERATION_TOUCH");
        CHECK(change.at("relationship").at("resource").at("objectId").as_string() == "9");
        CHECK(line.at("changesThrough").at("token").as_string() == token);
        CHECK(line.at("optionalTransactionMetadata").at("why").as_string() == "test");
        CHECK(line.at("fullRevisionMetadata").as_array().size() == 1);
        CHECK_FALSE(line.at("isCheckpoint").as_bool());
        write(daemon, "DELETE", "doc:9#viewer@user:zoe");
        const auto deleted = watcher.result();
        CHECK(deleted.at("updates").at(0).at("operation").as_string() == "OPERATION_DELETE");
        CHECK(deleted.at("optionalTransactionMetadata").is_null());
    }
    TEST_CASE("a token of any write goes on after that write") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto token = write(daemon, "TOUCH", "doc:5#viewer@user:a");
        write(daemon, "TOUCH", "doc:6#viewer@user:a");
        write(daemon, "TOUCH", "doc:7#viewer@user:a");
        OpenStream watcher(daemon, "/v1/watch", after(token));
        const auto first = watcher.result();
        CHECK(count(serialize(first), R"("objectId":"6")") == 1);
        OpenStream again(daemon, "/v1/watch",
                         after(std::string(first.at("changesThrough").at("token").as_string())));
        CHECK(count(again.line(), R"("objectId":"7")") == 1);
        CHECK(again.line(50).empty());
    }
    TEST_CASE("kinds: schema changes and checkpoints come when asked for, and only then") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto token = head_of(daemon);
        OpenStream updates(daemon, "/v1/watch", after(token));
        OpenStream schemas(
            daemon, "/v1/watch",
            after(token, R"(,"optionalUpdateKinds":["WATCH_KIND_INCLUDE_SCHEMA_UPDATES"])"));
        OpenStream checkpoints(daemon, "/v1/watch", after(token, R"(,"optionalUpdateKinds":[3])"));
        CHECK(checkpoints.result().at("isCheckpoint").as_bool());
        daemon.must_post("/v1/schema/write",
                         R"({"schema":"definition user {}\ndefinition group {\n relation member: )"
                         R"(user | group#member\n}\ndefinition doc {\n relation viewer: user | )"
                         R"(user:* | group#member\n relation banned: user\n}"})");
        write(daemon, "TOUCH", "doc:5#viewer@user:a");
        CHECK(schemas.result().at("schemaUpdated").as_bool());
        CHECK(schemas.line(50).empty());
        CHECK(updates.result().at("updates").as_array().size() == 1);
        CHECK(checkpoints.result().at("isCheckpoint").as_bool());
    }
    TEST_CASE("object types and filters choose what is told") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto token = head_of(daemon);
        OpenStream groups(daemon, "/v1/watch", after(token, R"(,"optionalObjectTypes":["group"])"));
        OpenStream of_ann(daemon, "/v1/watch",
                          after(token, R"(,"optionalRelationshipFilters":[{"resourceType":)"
                                       R"("doc","optionalSubjectFilter":{"subjectType":)"
                                       R"("user","optionalSubjectId":"ann"}}])"));
        write(daemon, "TOUCH", "doc:5#viewer@user:bob");
        write(daemon, "TOUCH", "doc:5#viewer@user:ann");
        write(daemon, "TOUCH", "group:h#member@user:bob");
        CHECK(count(groups.line(), R"("objectId":"h")") == 1);
        CHECK(count(of_ann.line(), R"("objectId":"ann")") == 1);
        CHECK(of_ann.line(50).empty());
    }
    TEST_CASE("requests that make no sense are refused before the stream begins") {
        const RunningDaemon daemon;
        daemon.fill();
        for (
            const char* body :
            {R"({"optionalObjectTypes":["doc"],"optionalRelationshipFilters":[{"resourceType":"doc"}]})",
             R"({"optionalRelationshipFilters":[{}]})", R"({"optionalObjectTypes":["Doc"]})",
             R"({"optionalStartCursor":{"token":"nonsense"}})", R"({"optionalStartCursor":{}})"}) {
            const auto answer = daemon.post("/v1/watch", body);
            CHECK(answer.status == 400);
            CHECK(count(answer.body, R"({"error":{"code":3)") == 1);
        }
    }
    TEST_CASE("a token whose changes are no longer kept is out of range, and none begins now") {
        config::Config config;
        config.changelog_retention = 1;
        config.expiry_interval = 10;
        const RunningDaemon daemon(config);
        daemon.fill();
        const std::string first = head_of(daemon);
        write(daemon, "TOUCH", "doc:5#viewer@user:a");
        for (int i = 0; i < 1'000 && OpenStream(daemon, "/v1/watch", after(first)).status() == 200;
             ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        const auto refused = daemon.post("/v1/watch", after(first));
        CHECK(refused.status == 400);
        CHECK(count(refused.body, R"({"error":{"code":11)") == 1);
        OpenStream from_now(daemon, "/v1/watch", "{}");
        CHECK(from_now.status() == 200);
        write(daemon, "TOUCH", "doc:6#viewer@user:a");
        CHECK(count(from_now.line(), R"("objectId":"6")") == 1);
    }
    TEST_CASE("a revision of many changes is one line, however long") {
        const RunningDaemon daemon;
        daemon.fill();
        OpenStream watcher(daemon, "/v1/watch", "{}");
        REQUIRE(watcher.status() == 200);
        std::string body = R"({"relationships":[)";
        for (int i = 0; i < 20'000; ++i)
            body += (i == 0 ? "" : ",") +
                    relationship("doc:n" + std::to_string(i) + "#viewer@user:ann");
        daemon.must_post("/v1/relationships/importbulk", body + "]}");
        const auto line = watcher.result();
        CHECK(line.at("updates").as_array().size() == 20'000);
    }
    TEST_CASE("a reader that stops reading holds up nobody and later finds everything") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto token = head_of(daemon);
        OpenStream slow(daemon, "/v1/watch", after(token));
        REQUIRE(slow.status() == 200);
        constexpr int kWrites = 200, kEach = 100;
        for (int i = 0; i < kWrites; ++i) {
            std::string updates;
            for (int j = 0; j < kEach; ++j)
                updates +=
                    (j == 0 ? "" : ",") + update("TOUCH", "doc:d" + std::to_string(i) +
                                                              "#viewer@user:u" + std::to_string(j));
            daemon.must_post("/v1/relationships/write", R"({"updates":[)" + updates + "]}");
        }
        for (int i = 0; i < kWrites; ++i) {
            const auto line = slow.line();
            CHECK(count(line, R"("objectId":"d)" + std::to_string(i) + "\"") == kEach);
        }
    }
    TEST_CASE("there are only so many watchers, and one that went away is noticed") {
        config::Config config;
        config.max_watchers = 1;
        const RunningDaemon daemon(config);
        daemon.fill();
        {
            OpenStream first(daemon, "/v1/watch", "{}");
            CHECK(first.status() == 200);
            CHECK(metric(daemon, "pembad_watchers") == 1);
            CHECK(OpenStream(daemon, "/v1/watch", "{}").status() == 503);
        }
        for (int i = 0; i < 200 && metric(daemon, "pembad_watchers") > 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        CHECK(OpenStream(daemon, "/v1/watch", "{}").status() == 200);
    }
    TEST_CASE("stopping the server ends a stream with a line that says so, at once") {
        RunningDaemon daemon;
        daemon.fill();
        OpenStream watcher(daemon, "/v1/watch", "{}");
        REQUIRE(watcher.status() == 200);
        const auto begin = std::chrono::steady_clock::now();
        daemon.stop();
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
        CHECK(count(watcher.line(), R"({"error":{"code":14)") == 1);
        CHECK(watcher.line().empty());
        CHECK(watcher.ended());
    }
    TEST_CASE("a request that follows on the same connection waits for the stream's end") {
        RunningDaemon daemon;
        daemon.fill();
        const int socket = daemon.connect();
        const auto requests = http_post("/v1/watch", "{}") + http_post("/v1/schema/read", "{}");
        (void)::send(socket, requests.data(), requests.size(), MSG_NOSIGNAL);
        std::string got;
        const auto read_until = [&](std::string_view text) {
            char buffer[4096];
            while (count(got, text) == 0) {
                const ssize_t size = ::recv(socket, buffer, sizeof buffer, 0);
                REQUIRE(size > 0);
                got.append(buffer, static_cast<std::size_t>(size));
            }
        };
        read_until("HTTP/1.1 200"); // from now on it is told
        write(daemon, "TOUCH", "doc:5#viewer@user:a");
        read_until("OPERATION_TOUCH");
        CHECK(count(got, "schemaText") == 0);
        ::close(socket);
    }
}
