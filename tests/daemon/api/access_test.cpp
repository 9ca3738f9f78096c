// What keys open, over HTTP: limits to scopes, stores and namespaces, expiry, and new key files.
#include <chrono>

#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"
#include "pemba/watch.h"

using namespace pemba;
using namespace pemba::testing;
using keys::Scope;

namespace {

// A key of which the text is its name.
keys::Key key(const std::string& name, std::initializer_list<Scope> scopes) {
    keys::Key made{.name = name, .hash = keys::hash_of(name), .scopes = {}};
    for (const Scope scope : scopes)
        made.scopes.add(scope);
    return made;
}

keys::Key for_docs() {
    keys::Key docs = key("docs", {Scope::Read, Scope::Check, Scope::Write});
    docs.namespaces = {"doc"};
    return docs;
}

Answer ask(const RunningDaemon& daemon, const std::string& name, const std::string& path,
           const std::string& body = "{}", const std::string& store = "") {
    std::multimap<std::string, std::string> headers{{"Authorization", "Bearer " + name}};
    if (!store.empty())
        headers.emplace("Pemba-Store", store);
    return daemon.ask("POST", path, body, headers);
}

std::string writing(const std::string& tuple, const std::string& more = "") {
    return R"({"updates":[{"operation":"OPERATION_TOUCH","relationship":)" + relationship(tuple) +
           "}]" + more + "}";
}

} // namespace

TEST_SUITE("api/access") {
    TEST_CASE("access: a key opens what its scopes say, and the refusal says what is missing") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({key("asker", {Scope::Check})});
        CHECK(ask(daemon, "asker", "/v1/permissions/check", check_body("doc:1#view@user:ann"))
                  .status == 200);
        const Answer refused = ask(daemon, "asker", "/v1/schema/read");
        CHECK(refused.status == 403);
        CHECK(refused.code() == 7);
        CHECK(count(refused.body, "needs the scope `read`; key `asker` has `check`") == 1);
    }
    TEST_CASE("access: a new key file counts at once, for connections that are open too") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({key("old", {Scope::Read})});
        CHECK(ask(daemon, "old", "/v1/schema/read").status == 200);
        keys::Key renewed = key("new", {Scope::Read});
        renewed.name = "old";
        daemon.replace_keys({key("old", {Scope::Read}), renewed}); // both, while clients change
        CHECK(ask(daemon, "old", "/v1/schema/read").status == 200);
        CHECK(ask(daemon, "new", "/v1/schema/read").status == 200);
        daemon.replace_keys({renewed});
        CHECK(ask(daemon, "old", "/v1/schema/read").status == 401);
        CHECK(ask(daemon, "new", "/v1/schema/read").status == 200);
    }
    TEST_CASE("access: a key file that cannot be read leaves the keys as they were") {
        RunningDaemon daemon;
        daemon.fill();
        keys::Key broken = key("good", {Scope::Read});
        broken.name = "no name";
        daemon.replace_keys({broken});
        CHECK(daemon.post("/v1/schema/read", "{}").status == 200);
    }
    TEST_CASE("access: an expired key opens nothing") {
        RunningDaemon daemon;
        daemon.fill();
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        keys::Key past = key("past", {Scope::Read}), future = key("future", {Scope::Read});
        past.expires = now;
        future.expires = now + std::chrono::hours(1);
        daemon.replace_keys({past, future});
        CHECK(ask(daemon, "past", "/v1/schema/read").status == 401);
        CHECK(ask(daemon, "future", "/v1/schema/read").status == 200);
    }
    TEST_CASE("access: a key that is limited to stores opens no other") {
        RunningDaemon daemon;
        daemon.fill();
        const auto made = daemon.must_post("/v1/stores/create", R"({"name":"acme"})").json();
        const std::string acme(made.at("store").at("id").as_string());
        keys::Key limited = key("acme", {Scope::Read, Scope::Admin});
        limited.stores = {acme};
        daemon.replace_keys({limited});
        CHECK(ask(daemon, "acme", "/v1/schema/read", "{}", acme).status == 404); // it has none
        CHECK(ask(daemon, "acme", "/v1/schema/read").status == 403);
        CHECK(ask(daemon, "acme", "/v1/schema/read", "{}", "default").status == 403);
        CHECK(ask(daemon, "acme", "/v1/stores/list").status == 403);
        CHECK(daemon.ask("GET", "/stores/" + acme, "", {{"Authorization", "Bearer acme"}}).status ==
              200);
        const Answer other = daemon.ask("GET", "/stores/01H0H015178Y2V4CX10C2KGHF4", "",
                                        {{"Authorization", "Bearer acme"}});
        CHECK(other.status == 403);
        CHECK(other.json().at("code").as_string() == "forbidden");
        // What the path says counts, whatever the header says.
        CHECK(daemon
                  .ask("GET", "/stores/01H0H015178Y2V4CX10C2KGHF4", "",
                       {{"Authorization", "Bearer acme"}, {"Pemba-Store", acme}})
                  .status == 403);
    }
    TEST_CASE("access: a key that is limited to namespaces touches no other") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({for_docs()});
        const auto status = [&](const std::string& path, const std::string& body) {
            return ask(daemon, "docs", path, body).status;
        };
        CHECK(status("/v1/permissions/check", check_body("doc:1#view@user:ann")) == 200);
        CHECK(status("/v1/permissions/check", check_body("group:g#member@user:bob")) == 403);
        const Answer cut =
            ask(daemon, "docs", "/v1/permissions/check",
                R"({"resource":{"objectType":")" + std::string(10'000, 'g') + "\"}}");
        CHECK(cut.status == 403);
        CHECK(cut.body.size() < 300); // as are the lines of the logs
        CHECK(status("/v1/relationships/write", writing("doc:3#viewer@user:ann")) == 200);
        CHECK(status("/v1/relationships/write", writing("group:g#member@user:ann")) == 403);
        CHECK(status("/v1/relationships/write",
                     writing("doc:3#viewer@user:ann",
                             R"(,"optionalPreconditions":[{"operation":"OPERATION_MUST_MATCH",)"
                             R"("filter":{"resourceType":"group"}}])")) == 403);
        CHECK(status("/v1/relationships/read",
                     R"({"relationshipFilter":{"resourceType":"doc"}})") == 200);
        CHECK(status("/v1/relationships/read", R"({"relationshipFilter":{}})") == 403);
        CHECK(status("/v1/relationships/importbulk",
                     "{\"relationships\":[" + relationship("doc:8#viewer@user:a") + "]}\n" +
                         "{\"relationships\":[" + relationship("group:8#member@user:a") + "]}") ==
              403);
    }
    TEST_CASE("access: the objects in OpenFGA's and AuthZEN's messages are judged as well") {
        RunningDaemon daemon;
        daemon.replace_keys({for_docs()});
        const std::string store = "/stores/01H0H015178Y2V4CX10C2KGHF4"; // which need not be there
        struct Case {
            std::string path, opened, refused;
        };
        const std::string key = R"({"tuple_key":{"object":"doc:1"}})";
        const std::string other_key = R"({"tuple_key":{"object":"group:1"}})";
        const std::string resource = R"({"resource":{"type":"doc"}})";
        const std::string other_resource = R"({"resource":{"type":"group"}})";
        for (const auto& [path, opened, refused] : std::initializer_list<Case>{
                 {store + "/check", key, other_key},
                 {store + "/check", key,
                  R"({"tuple_key":{"object":"doc:1"},)"
                  R"("contextual_tuples":{"tuple_keys":[{"object":"group:1"}]}})"},
                 {store + "/expand", key, other_key},
                 {store + "/read", R"({"tuple_key":{"object":"doc:"}})", "{}"},
                 {store + "/batch-check", "{\"checks\":[" + key + "]}",
                  "{\"checks\":[" + key + "," + other_key + "]}"},
                 {store + "/write", R"({"deletes":{"tuple_keys":[{"object":"doc:1"}]}})",
                  R"({"writes":{"tuple_keys":[{"object":"doc:1"},{"object":"group:1"}]}})"},
                 {store + "/list-objects", R"({"type":"doc"})", R"({"type":"group"})"},
                 {store + "/streamed-list-objects", R"({"type":"doc"})", R"({"type":"group"})"},
                 {store + "/list-users", R"({"object":{"type":"doc"}})",
                  R"({"object":{"type":"group"}})"},
                 {store + "/access/v1/evaluation", resource, other_resource},
                 {"/access/v1/evaluation", resource, other_resource},
                 {"/access/v1/evaluations", R"({"resource":{"type":"doc"},"evaluations":[{}]})",
                  R"({"resource":{"type":"doc"},"evaluations":[{"resource":{"type":"group"}}]})"},
                 {"/access/v1/search/subject", resource, other_resource},
                 {"/access/v1/search/resource", resource, other_resource},
                 {"/access/v1/search/action", resource, other_resource}}) {
            CHECK_MESSAGE(ask(daemon, "docs", path, opened).status != 403, path);
            CHECK_MESSAGE(ask(daemon, "docs", path, refused).status == 403, path);
        }
    }
    TEST_CASE("access: what cannot be judged is refused to a key that is limited to namespaces") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({for_docs()});
        for (const char* path : {"/v1/watch", "/v1/schema/read", "/v1/relationships/exportbulk"}) {
            const Answer answer = ask(daemon, "docs", path);
            CHECK_MESSAGE(answer.status == 403, path);
            CHECK(count(answer.body, "does not tell in its message which ones") == 1);
        }
        CHECK(ask(daemon, "docs", "/v1/relationships/exportbulk",
                  R"({"optionalRelationshipFilter":{"resourceType":"doc"}})")
                  .status == 200);
    }
    TEST_CASE("access: the changelog keeps whose key has written") {
        RunningDaemon daemon;
        daemon.fill();
        const auto read = daemon.must_post("/v1/schema/read", "{}").json();
        const Zookie before{std::string(read.at("readAt").at("token").as_string())};
        daemon.replace_keys({key("billing", {Scope::Write})});
        CHECK(ask(daemon, "billing", "/v1/relationships/write", writing("doc:7#viewer@user:ann"))
                  .status == 200);
        daemon.stop();
        pemba::Options options;
        options.directory = daemon.config().data;
        const auto engine = must(Engine::open(options));
        const auto watch = must(engine->watch({.after = before}));
        const auto events = must(watch->read());
        REQUIRE(events.size() == 1);
        CHECK(events[0]->actor == "billing");
    }
}
