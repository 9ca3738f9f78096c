// Keys that have used their quota, and deadlines, over HTTP.
#include <chrono>

#include <doctest/doctest.h>

#include "daemon/open_stream.h"
#include "daemon/running_daemon.h"
#include "daemon/tokens/token_source.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

keys::Key key(const std::string& name, keys::Quota a_second) {
    return {.name = name,
            .hash = keys::hash_of(name),
            .scopes = keys::Scopes::all(),
            .a_second = a_second};
}

Answer ask(const RunningDaemon& daemon, const std::string& key, const std::string& path,
           const std::string& body, const std::string& method = "POST") {
    return daemon.ask(method, path, body,
                      {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}});
}

const std::string kCheck = check_body("doc:1#view@user:ann");
const std::string kLookup = R"({"resourceObjectType":"doc","permission":"view",)"
                            R"("subject":{"object":{"objectType":"user","objectId":"ann"}}})";
const std::string kStore = "/stores/01H0H015178Y2V4CX10C2KGHF4";

// Another store with a tuple, as the path that OpenFGA's API has for it.
std::string make_store(const RunningDaemon& daemon) {
    const std::string id(
        daemon.post("/stores", R"({"name":"another"})").json().at("id").as_string());
    const auto write = [&](const std::string& path, const std::string& body) {
        const Answer answer = daemon.ask("POST", path, body, {{"Pemba-Store", id}});
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
    };
    write("/v1/schema/write",
          R"({"schema":"definition user {}\ndefinition doc {\n relation viewer: user\n}"})");
    write("/v1/relationships/write", R"({"updates":[{"operation":"OPERATION_TOUCH",)"
                                     R"("relationship":)" +
                                         relationship("doc:1#viewer@user:ann") + "}]}");
    return "/stores/" + id;
}

// Documents that ann may view, written at once.
void import_documents(const RunningDaemon& daemon, int documents) {
    std::string body = R"({"relationships":[)";
    for (int i = 0; i < documents; ++i)
        body +=
            (i == 0 ? "" : ",") + relationship("doc:n" + std::to_string(i) + "#viewer@user:ann");
    daemon.must_post("/v1/relationships/importbulk", body + "]}");
}

// A cursor before everything that was written.
std::string from_the_beginning(const RunningDaemon& daemon) {
    const Answer answer = daemon.must_post(
        "/v1/schema/write", R"({"schema":"definition user {}\ndefinition doc {\n)"
                            R"( relation viewer: user\n permission view = viewer\n}"})");
    return R"({"optionalStartCursor":{"token":")" +
           std::string(answer.json().at("writtenAt").at("token").as_string()) + R"("}})";
}

bool says_used_up(const std::string& line) {
    return line.starts_with(R"({"error":{"code":8,)") &&
           count(line, "key `reader` has used its 1 tuple reads a second") == 1;
}

} // namespace

TEST_SUITE("api/quota") {
    TEST_CASE("quota: a key that has used its requests is told when to come again, others go on") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({key("small", {.requests = 3}), key("large", {})});
        for (int i = 0; i < 3; ++i)
            CHECK(ask(daemon, "small", "/v1/permissions/check", kCheck).status == 200);
        const Answer refused = ask(daemon, "small", "/v1/permissions/check", kCheck);
        CHECK(refused.status == 429);
        CHECK(refused.code() == 8);
        CHECK(refused.header("Retry-After") == "1");
        CHECK(count(refused.body, "key `small` has used its 3 requests a second") == 1);
        CHECK(ask(daemon, "large", "/v1/permissions/check", kCheck).status == 200);
    }
    TEST_CASE("quota: every API refuses in its own form, writes too") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({key("none", {.requests = 1})});
        CHECK(ask(daemon, "none", "/v1/schema/read", "{}").status == 200);
        for (const std::string& path :
             {std::string("/v1/relationships/write"), kStore + "/write", kStore + "/check",
              std::string("/access/v1/evaluation"), std::string("/v1/permissions/resources")}) {
            const Answer refused = ask(daemon, "none", path, "{}");
            CHECK_MESSAGE(refused.status == 429, path);
            CHECK_MESSAGE(refused.header("Retry-After") == "1", path);
        }
    }
    TEST_CASE("quota: whatever reads tuples is paid for afterwards") {
        RunningDaemon daemon;
        daemon.fill();
        const std::string store = make_store(daemon);
        daemon.must_post("/v1/experimental/registerrelationshipcounter",
                         R"({"name":"of_one","relationshipFilter":{"resourceType":"doc",)"
                         R"("optionalResourceId":"1"}})");
        const std::string expand =
            R"({"resource":{"objectType":"doc","objectId":"1"},"permission":"view"})";
        for (const auto& [method, path, body] :
             {std::tuple<std::string, std::string, std::string>{"POST", "/v1/permissions/check",
                                                                kCheck},
              {"POST", "/v1/permissions/resources", kLookup},
              {"POST", "/v1/permissions/expand", expand},
              {"POST", "/v1/relationships/read",
               R"({"relationshipFilter":{"resourceType":"doc"}})"},
              {"POST", "/v1/relationships/exportbulk", "{}"},
              {"POST", "/v1/experimental/countrelationships", R"({"name":"of_one"})"},
              {"POST", store + "/read", "{}"},
              {"GET", store + "/changes", ""}}) {
            daemon.replace_keys({key("reader", {.tuple_reads = 1})});
            CHECK_MESSAGE(ask(daemon, "reader", "/v1/schema/read", "{}").status == 200, path);
            CHECK_MESSAGE(ask(daemon, "reader", path, body, method).status == 200, path);
            const Answer refused = ask(daemon, "reader", "/v1/schema/read", "{}");
            CHECK_MESSAGE(refused.status == 429, path);
            CHECK(count(refused.body, "has used its 1 tuple reads a second") == 1);
        }
    }
    TEST_CASE("quota: a stream ends when its key has used up what it has, and goes on later") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({key("reader", {.tuple_reads = 1})});
        OpenStream stream(daemon, "/v1/relationships/exportbulk", R"({"optionalLimit":1})",
                          "reader");
        std::string cursor;
        std::string line = stream.line();
        for (; line.starts_with(R"({"result")"); line = stream.line())
            cursor = boost::json::parse(line)
                         .at("result")
                         .at("afterResultCursor")
                         .at("token")
                         .as_string();
        CHECK(says_used_up(line));
        CHECK(stream.line().empty());
        CHECK(stream.ended());
        daemon.replace_keys({key("reader", {.tuple_reads = 1'000})});
        const Answer rest = ask(daemon, "reader", "/v1/relationships/exportbulk",
                                R"({"optionalCursor":{"token":")" + cursor + R"("}})");
        CHECK(rest.status == 200);
        CHECK(count(rest.body, "\"resource\":") >= 1);
        CHECK(count(rest.body, "error") == 0);
    }
    TEST_CASE("quota: a lookup that cost more than there is is told to its end") {
        RunningDaemon daemon;
        daemon.fill();
        import_documents(daemon, 2'000);
        daemon.replace_keys({key("reader", {.tuple_reads = 1})});
        const Answer all = ask(daemon, "reader", "/v1/permissions/resources", kLookup);
        CHECK(all.status == 200);
        CHECK(count(all.body, "resourceObjectId") == 2'002);
        CHECK(count(all.body, "error") == 0);
    }
    TEST_CASE("quota: a watch ends between two revisions, however large one is") {
        RunningDaemon daemon;
        const std::string beginning = from_the_beginning(daemon);
        import_documents(daemon, 5'000);
        daemon.replace_keys({key("reader", {.tuple_reads = 1})});
        OpenStream watch(daemon, "/v1/watch", beginning, "reader");
        CHECK(watch.result().at("updates").as_array().size() == 5'000);
        CHECK(says_used_up(watch.line()));
        CHECK(watch.line().empty());
        CHECK(watch.ended());
    }
    TEST_CASE("quota: each subject of an issuer has one of its own, whatever its token") {
        const TokenSource tokens;
        config::Config config;
        config.oidc_file = tokens.file();
        const RunningDaemon daemon(config);
        const auto status = [&](const std::string& token) {
            return ask(daemon, token, "/v1/stores/list", "{}").status;
        };
        CHECK(status(tokens.metered_token("ann", 1)) == 200);
        CHECK(status(tokens.metered_token("ann", 2)) == 200);
        const Answer refused = ask(daemon, tokens.metered_token("ann", 3), "/v1/stores/list", "{}");
        CHECK(refused.status == 429);
        CHECK(count(refused.body, "`metered:ann` has used its 2 requests a second") == 1);
        CHECK(status(tokens.metered_token("bob", 1)) == 200);
        for (int i = 0; i < 3; ++i)
            CHECK(status(tokens.token(TokenSource::kAll)) == 200);
    }
    TEST_CASE("quota: what a key does not open stays closed while it has some of its quota left") {
        keys::Key reader = key("reader", {.requests = 100});
        reader.scopes = {};
        reader.scopes.add(keys::Scope::Read);
        keys::Key elsewhere = key("elsewhere", {.requests = 100});
        elsewhere.namespaces = {{"folder"}};
        keys::Key past = key("past", {.tuple_reads = 100});
        past.expires = keys::Seconds(std::chrono::seconds(1));
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({reader, elsewhere, past});
        CHECK(ask(daemon, "reader", "/v1/relationships/write", "{}").status == 403);
        CHECK(ask(daemon, "elsewhere", "/v1/permissions/check", kCheck).status == 403);
        CHECK(ask(daemon, "past", "/v1/permissions/check", kCheck).status == 401);
    }
    TEST_CASE(
        "deadline: a question whose time is over is not asked; a timeout that is none is 400") {
        const RunningDaemon daemon;
        daemon.fill();
        const auto timed = [&](const std::string& path, const std::string& timeout) {
            return daemon.ask("POST", path, kCheck, {{"Grpc-Timeout", timeout}});
        };
        CHECK(timed("/v1/permissions/check", "10S").status == 200);
        const Answer late = timed("/v1/permissions/check", "1n");
        CHECK(late.status == 504);
        CHECK(late.code() == 4);
        CHECK(timed("/v1/relationships/write", "1n").status == 504);
        CHECK(timed("/v1/relationships/importbulk", "1n").status == 504);
        CHECK(timed("/v1/permissions/check", "soon").status == 400);
    }
}
