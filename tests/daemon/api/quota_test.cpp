// Keys that have used their quota, and deadlines, over HTTP.
#include <chrono>

#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

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
           const std::string& body) {
    return daemon.ask("POST", path, body,
                      {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}});
}

const std::string kCheck = check_body("doc:1#view@user:ann");

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
        const std::string store = "/stores/01H0H015178Y2V4CX10C2KGHF4";
        for (const std::string& path :
             {std::string("/v1/relationships/write"), store + "/write", store + "/check",
              std::string("/access/v1/evaluation"), std::string("/v1/permissions/resources")}) {
            const Answer refused = ask(daemon, "none", path, "{}");
            CHECK_MESSAGE(refused.status == 429, path);
            CHECK_MESSAGE(refused.header("Retry-After") == "1", path);
        }
    }
    TEST_CASE("quota: what questions read is paid for afterwards, by lookups too") {
        RunningDaemon daemon;
        daemon.fill();
        const std::string lookup =
            R"({"resourceObjectType":"doc","permission":"view",)"
            R"("subject":{"object":{"objectType":"user","objectId":"ann"}}})";
        for (const auto& [path, body] :
             {std::pair<std::string, std::string>{"/v1/permissions/check", kCheck},
              {"/v1/permissions/resources", lookup}}) {
            daemon.replace_keys({key("reader", {.tuple_reads = 1})});
            CHECK_MESSAGE(ask(daemon, "reader", "/v1/schema/read", "{}").status == 200, path);
            CHECK_MESSAGE(ask(daemon, "reader", path, body).status == 200, path);
            const Answer refused = ask(daemon, "reader", "/v1/schema/read", "{}");
            CHECK_MESSAGE(refused.status == 429, path);
            CHECK(count(refused.body, "has used its 1 tuple reads a second") == 1);
        }
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
