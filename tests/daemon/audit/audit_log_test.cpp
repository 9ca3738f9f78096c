// What a running pembad tells its audit log, in all three APIs.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <httplib.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;
using namespace std::chrono_literals;
using boost::json::value;

namespace {

using Headers = std::multimap<std::string, std::string>;

/// A daemon with an audit log, which is read when it has stopped.
class Audited {
public:
    explicit Audited(const std::string& decisions = "all", config::Config config = {})
        : daemon(with_audit(std::move(config), decisions)) {}

    TempStore folder;
    std::string file = (folder.path() / "audit.log").string();
    RunningDaemon daemon;

    /// The lines so far, of one event only if that is named. Stops the daemon.
    std::vector<value> lines(std::string_view event = "") {
        daemon.stop();
        std::vector<value> all;
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);) {
            all.push_back(boost::json::parse(line)); // throws if it is no JSON
            if (!event.empty() && all.back().at("event").as_string() != event)
                all.pop_back();
        }
        return all;
    }
    std::string text() {
        daemon.stop();
        std::ostringstream all;
        all << std::ifstream(file).rdbuf();
        return all.str();
    }

private:
    config::Config with_audit(config::Config config, const std::string& decisions) const {
        config.audit_file = file;
        config.audit_decisions = decisions;
        return config;
    }
};

std::string text_of(const value& line, std::string_view member) {
    const auto* found = line.as_object().if_contains(member);
    return found == nullptr     ? "(none)"
           : found->is_string() ? std::string(found->as_string())
                                : boost::json::serialize(*found);
}

// The members of a line, joined by blanks.
std::string words(const value& line, std::initializer_list<std::string_view> members) {
    std::string all;
    for (const auto member : members)
        all += (all.empty() ? "" : " ") + text_of(line, member);
    return all;
}

std::string update(const std::string& tuple, const std::string& more = "") {
    return R"({"updates":[{"operation":"OPERATION_TOUCH","relationship":)" + relationship(tuple) +
           "}]" + more + "}";
}

std::string evaluation(const std::string& user, const std::string& id) {
    return R"({"subject":{"type":"user","id":")" + user +
           R"("},"action":{"name":"view"},"resource":{"type":"doc","id":")" + id + "\"}}";
}

std::string make_openfga_store(const RunningDaemon& daemon) {
    const Answer made = daemon.ask("POST", "/stores", R"({"name":"acme"})");
    const std::string path = "/stores/" + std::string(made.json().at("id").as_string());
    const Answer model = daemon.ask("POST", path + "/authorization-models",
                                    R"({"schema_version":"1.1","type_definitions":[{"type":"user"},
        {"type":"doc","relations":{"viewer":{"this":{}}},
         "metadata":{"relations":{"viewer":{"directly_related_user_types":[{"type":"user"}]}}}}]})");
    REQUIRE(model.status == 201);
    return path;
}

constexpr const char* kAnnViews = R"({"user":"user:ann","relation":"viewer","object":"doc:1"})";

} // namespace

TEST_SUITE("audit/audit_log") {
    TEST_CASE("audit log: a write is told with who, from where, what, why and its outcome") {
        Audited audited;
        audited.daemon.fill();
        const Answer written = audited.daemon.ask(
            "POST", "/v1/relationships/write",
            update("doc:7#viewer@user:ann", R"(,"optionalTransactionMetadata":{"ticket":"T-1"})"),
            {{"X-Request-ID", "req-7"},
             {"traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"}});
        const auto lines = audited.lines("write");
        REQUIRE(lines.size() == 2); // fill() writes too
        const value& line = lines.back();
        CHECK(words(line, {"actor", "client", "request", "trace", "store", "route", "status"}) ==
              "tests 127.0.0.1 req-7 0123456789abcdef0123456789abcdef default "
              "POST /v1/relationships/write 200");
        CHECK(text_of(line, "key") == keys::to_hex(keys::hash_of(kKey)).substr(0, 8));
        CHECK(text_of(line, "updates") ==
              R"([{"update":"touch","tuple":"doc:7#viewer@user:ann"}])");
        CHECK(text_of(line, "reason") == R"({"ticket":"T-1"})");
        CHECK(text_of(line, "zookie") == written.json().at("writtenAt").at("token").as_string());
        const std::string time = text_of(line, "time"); // 2026-11-25T22:00:00.123456Z
        CHECK(time.size() == 27);
        CHECK(time.ends_with("Z"));
    }
    TEST_CASE("audit log: every kind of write of the native API has its line") {
        Audited audited;
        RunningDaemon& daemon = audited.daemon;
        daemon.fill();
        daemon.must_post("/v1/relationships/importbulk",
                         R"({"relationships":[)" + relationship("doc:9#viewer@user:eve") + "]}");
        daemon.must_post(
            "/v1/relationships/delete",
            R"({"relationshipFilter":{"resourceType":"doc","optionalResourceId":"9"}})");
        const Answer failed =
            daemon.post("/v1/relationships/write", update("doc:1#nothing@user:ann"));
        const auto lines = audited.lines("write");
        REQUIRE(lines.size() == 4);
        CHECK(text_of(lines[1], "imported") == R"([{"tuple":"doc:9#viewer@user:eve"}])");
        CHECK(text_of(lines[1], "zookie") != "(none)");
        CHECK(words(lines[2], {"filter", "deleted"}) == R"({"type":"doc","id":"9"} 1)");
        CHECK(words(lines[3], {"status", "zookie"}) == std::to_string(failed.status) + " (none)");
    }
    TEST_CASE("audit log: administrative calls are told, and what they were about") {
        Audited audited;
        RunningDaemon& daemon = audited.daemon;
        daemon.fill();
        const auto made = daemon.must_post("/v1/stores/create", R"({"name":"acme"})").json();
        const std::string id(made.at("store").at("id").as_string());
        daemon.must_post("/v1/stores/delete", R"({"id":")" + id + "\"}");
        daemon.must_post("/v1/experimental/registerrelationshipcounter",
                         R"({"name":"docs","relationshipFilter":{"resourceType":"doc"}})");
        CHECK(daemon.post("/v1/schema/write", R"({"schema":"nonsense"})").status == 400);
        const auto lines = audited.lines("administration");
        REQUIRE(lines.size() == 5);
        CHECK(text_of(lines[0], "route") == "POST /v1/schema/write");
        CHECK(text_of(lines[0], "schema") != "(none)");
        CHECK(words(lines[1], {"route", "store", "name"}) ==
              "POST /v1/stores/create " + id + " acme");
        CHECK(words(lines[2], {"route", "store"}) == "POST /v1/stores/delete " + id);
        CHECK(text_of(lines[3], "counter") == "docs");
        CHECK(words(lines[4], {"status", "schema"}) == "400 (none)");
    }
    TEST_CASE("audit log: OpenFGA's writes, models and assertions are told, and its decisions") {
        Audited audited;
        RunningDaemon& daemon = audited.daemon;
        const std::string store = make_openfga_store(daemon);
        const std::string id = store.substr(8), key = kAnnViews;
        const auto ask = [&](const std::string& path, const std::string& body) {
            return daemon.ask("POST", store + path, body).status;
        };
        CHECK(ask("/write", R"({"writes":{"tuple_keys":[)" + key + "]}}") == 200);
        CHECK(ask("/check", R"({"tuple_key":)" + key + "}") == 200);
        CHECK(
            ask("/check", R"({"tuple_key":{"user":"user:bob","relation":"viewer","object":"doc:1"},
            "contextual_tuples":{"tuple_keys":[{"user":"user:bob","relation":"viewer","object":"doc:2"}]}})") ==
            200);
        CHECK(ask("/batch-check",
                  R"({"checks":[{"correlation_id":"a","tuple_key":)" + key + "}]}") == 200);
        CHECK(ask("/list-objects", R"({"type":"doc","relation":"viewer","user":"user:ann"})") ==
              200);
        CHECK(ask("/list-users", R"({"object":{"type":"doc","id":"1"},"relation":"viewer",
            "user_filters":[{"type":"user"}]})") == 200);
        CHECK(daemon.ask("DELETE", store).status == 204);
        const auto lines = audited.lines();
        REQUIRE(lines.size() == 9);
        CHECK(words(lines[0], {"event", "store", "name"}) == "administration " + id + " acme");
        CHECK(words(lines[1], {"event", "store", "status"}) == "administration " + id + " 201");
        CHECK(text_of(lines[1], "schema").size() == 26);
        CHECK(words(lines[2], {"event", "store", "updates"}) ==
              "write " + id + R"( [{"update":"create","tuple":"doc:1#viewer@user:ann"}])");
        CHECK(words(lines[3], {"event", "resource", "permission", "subject", "decision"}) ==
              "decision doc:1 viewer user:ann yes");
        CHECK(words(lines[4], {"subject", "decision", "tuples"}) ==
              R"(user:bob no [{"tuple":"doc:2#viewer@user:bob"}])");
        CHECK(words(lines[5], {"route", "decision"}) == "POST /stores/{store_id}/batch-check yes");
        CHECK(words(lines[6], {"event", "resource", "permission", "subject", "found"}) ==
              "lookup doc viewer user:ann 1");
        CHECK(words(lines[7], {"event", "resource", "permission", "subject", "found"}) ==
              "lookup doc:1 viewer user 1");
        CHECK(words(lines[8], {"event", "route", "store"}) ==
              "administration DELETE /stores/{store_id} " + id);
    }
    TEST_CASE("audit log: AuthZEN's decisions and searches are told") {
        Audited audited;
        RunningDaemon& daemon = audited.daemon;
        daemon.fill();
        const Headers json{{"Content-Type", "application/json"}};
        const auto ask = [&](const std::string& path, const std::string& body) {
            return daemon.ask("POST", "/access/v1" + path, body, json).status;
        };
        CHECK(ask("/evaluation", evaluation("ann", "1")) == 200);
        CHECK(ask("/evaluation", R"({"subject":{"type":"robot","id":"r"},"action":{"name":"view"},
            "resource":{"type":"doc","id":"1"}})") == 200); // a deny that is explained
        CHECK(ask("/evaluations", R"({"evaluations":[)" + evaluation("ann", "1") + "," +
                                      evaluation("eve", "2") + "]}") == 200);
        CHECK(ask("/search/action", R"({"subject":{"type":"user","id":"ann"},
            "resource":{"type":"doc","id":"1"}})") == 200);
        const auto lines = audited.lines();
        std::vector<std::string> told;
        for (const value& line : lines)
            if (text_of(line, "event") == "decision" || text_of(line, "event") == "lookup")
                told.push_back(words(
                    line, {"resource", "permission", "subject", "decision", "error", "found"}));
        REQUIRE(told.size() == 5);
        CHECK(told[0] == "doc:1 view user:ann yes (none) (none)");
        CHECK(told[1] == "doc:1 view robot:r error UnknownNamespace (none)");
        CHECK(told[2] == "doc:1 view user:ann yes (none) (none)");
        CHECK(told[3] == "doc:2 view user:eve no (none) (none)");
        CHECK(told[4] == "doc:1  user:ann (none) (none) 2"); // `view` and `viewer`
    }
    TEST_CASE("audit log: the native API's bulk checks and lookups are told, one line a question") {
        Audited audited;
        RunningDaemon& daemon = audited.daemon;
        daemon.fill();
        daemon.must_post("/v1/permissions/checkbulk",
                         R"({"items":[)" + check_body("doc:1#view@user:ann") + "," +
                             check_body("doc:1#nothing@user:ann") + "]}");
        daemon.must_post("/v1/permissions/resources",
                         R"({"resourceObjectType":"doc","permission":"view",
                "subject":{"object":{"objectType":"user","objectId":"ann"}}})");
        daemon.must_post("/v1/permissions/subjects",
                         R"({"resource":{"objectType":"doc","objectId":"1"},"permission":"view",
                "subjectObjectType":"user"})");
        const auto lines = audited.lines();
        REQUIRE(lines.size() == 6);
        CHECK(words(lines[2], {"resource", "permission", "subject", "decision"}) ==
              "doc:1 view user:ann yes");
        CHECK(words(lines[3], {"permission", "decision", "error"}) ==
              "nothing error UnknownRelation");
        CHECK(words(lines[4], {"event", "resource", "subject", "found"}) ==
              "lookup doc user:ann 2");
        CHECK(words(lines[5], {"event", "resource", "subject", "found"}) == "lookup doc:1 user 2");
    }
    TEST_CASE("audit log: names of conditions' values are told, the values never") {
        Audited audited;
        RunningDaemon& daemon = audited.daemon;
        daemon.must_post(
            "/v1/schema/write",
            R"({"schema":"caveat of_team(team string, mine string) { team == mine }\n)"
            R"(definition user {}\ndefinition doc {\n relation viewer: user with of_team\n}"})");
        std::string tuple = relationship("doc:1#viewer@user:ann");
        tuple.insert(tuple.size() - 1,
                     R"(,"optionalCaveat":{"caveatName":"of_team","context":{"team":"secret-a"}})");
        daemon.must_post("/v1/relationships/write",
                         R"({"updates":[{"operation":"OPERATION_CREATE","relationship":)" + tuple +
                             "}]}");
        std::string check = check_body("doc:1#viewer@user:ann");
        daemon.must_post("/v1/permissions/check", check);
        check.insert(check.size() - 1, R"(,"context":{"mine":"secret-b"})");
        daemon.must_post("/v1/permissions/check", check);
        const auto lines = audited.lines();
        REQUIRE(lines.size() == 4);
        CHECK(text_of(lines[1], "updates") ==
              R"([{"update":"create","tuple":"doc:1#viewer@user:ann","condition":"of_team",)"
              R"("condition_context":["team"]}])");
        CHECK(text_of(lines[2], "decision") == "conditional");
        CHECK(words(lines[3], {"decision", "context"}) == R"(no ["mine"])");
        CHECK(count(audited.text(), "secret-") == 0);
    }
    TEST_CASE("audit log: refused calls are told with their reason, and keys never") {
        Audited audited("none");
        RunningDaemon& daemon = audited.daemon;
        daemon.fill();
        const auto ask = [&](const std::string& path, const std::string& credential) {
            return daemon.ask("POST", path, "{}", {{"Authorization", credential}}).status;
        };
        CHECK(ask("/v1/schema/read", "Bearer a-stolen-key") == 401);
        CHECK(ask("/stores", "Basic YTpi") == 401);
        keys::Key reader{.name = "reader",
                         .hash = keys::hash_of("another-key"),
                         .scopes = {},
                         .a_second = {.requests = 1}};
        reader.scopes.add(keys::Scope::Read);
        daemon.replace_keys({reader});
        CHECK(ask("/access/v1/evaluation", "Bearer another-key") == 403);
        CHECK(ask("/v1/schema/read", "Bearer another-key") == 200); // no line
        int status = 200;
        for (int i = 0; i < 100 && status == 200; ++i)
            status = ask("/v1/schema/read", "Bearer another-key");
        CHECK(status == 429); // no line either
        const auto lines = audited.lines("refused");
        REQUIRE(lines.size() == 3);
        CHECK(words(lines[0], {"actor", "status", "route", "reason"}) ==
              "unknown 401 POST /v1/schema/read the key is not one of this server's");
        CHECK(words(lines[1], {"actor", "status", "store"}) == "unknown 401 (none)");
        CHECK(words(lines[2], {"actor", "status"}) == "reader 403");
        CHECK(count(text_of(lines[2], "reason"), "needs the scope `check`") == 1);
        const std::string text = audited.text();
        for (const char* secret : {kKey, "a-stolen-key", "another-key", "YTpi", "Bearer"})
            CHECK(count(text, secret) == (std::string(secret) == "Bearer" ? 1 : 0));
    }
    TEST_CASE("audit log: whatever stands in a header, a line is one line of JSON") {
        Audited audited;
        audited.daemon.fill();
        const std::string request = http_post("/v1/permissions/check", "{}");
        std::string strange = request;
        strange.insert(strange.find("Host:"),
                       "Pemba-Store: a\xFF\x01\"b\t" + std::string(500, 'x') + "\r\n");
        strange.replace(strange.find("a-key"), 5, "b-key");
        (void)audited.daemon.raw(strange, 1);
        const auto lines = audited.lines("refused");
        for (const value& line : lines)
            CHECK(text_of(line, "store").size() <= 128);
    }
    TEST_CASE("audit log: callers, stores and routes in turn each have their own in their lines") {
        config::Config config;
        config.threads = 1; // so that one line comes after the other
        Audited audited("all", config);
        std::vector<keys::Key> keys;
        for (const std::string secret : {"a", "b", "c"})
            keys.push_back({.name = secret == "c" ? "b" : secret, // as while a key is rotated
                            .hash = keys::hash_of(secret),
                            .scopes = keys::Scopes::all()});
        audited.daemon.replace_keys(keys);
        std::vector<std::string> expected;
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 0; i < keys.size(); ++i)
                for (const std::string store : {"default", "other"})
                    for (const std::string path : {"/v1/schema/write", "/v1/relationships/write"}) {
                        (void)audited.daemon.ask(
                            "POST", path, "{}",
                            {{"Authorization", "Bearer " + std::string(1, "abc"[i])},
                             {"Pemba-Store", store}});
                        expected.push_back(keys[i].name + " " + keys[i].id() + " " + store +
                                           " POST " + path);
                    }
        std::vector<std::string> told;
        for (const value& line : audited.lines())
            told.push_back(words(line, {"actor", "key", "store", "route"}));
        CHECK(told == expected);
    }
    TEST_CASE("audit log: without keys the actor is anonymous") {
        config::Config config;
        config.insecure_no_auth = true;
        Audited audited("all", config);
        audited.daemon.must_post("/v1/stores/create", R"({"name":"a"})");
        CHECK(words(audited.lines().at(0), {"actor", "key"}) == "anonymous (none)");
    }
    TEST_CASE("audit log: the mode says which decisions are told") {
        const auto told = [](const std::string& mode, std::uint64_t sample) {
            config::Config config;
            config.audit_sample = sample;
            Audited audited(mode, config);
            audited.daemon.fill();
            for (int i = 0; i < 20; ++i)
                audited.daemon.must_post("/v1/permissions/check",
                                         check_body("doc:1#view@user:ann"));
            for (int i = 0; i < 3; ++i)
                audited.daemon.must_post("/v1/permissions/check",
                                         check_body("doc:1#view@user:eve"));
            return audited.lines("decision").size();
        };
        CHECK(told("none", 1) == 0);
        CHECK(told("denied", 1) == 3);
        CHECK(told("sampled", 10) == 5);
        CHECK(told("all", 10) == 23);
    }
    TEST_CASE("audit log: a large write is told up to a bound, with how many there were") {
        Audited audited;
        audited.daemon.fill();
        std::string updates;
        for (int i = 0; i < 250; ++i)
            updates += std::string(i == 0 ? "" : ",") +
                       R"({"operation":"OPERATION_TOUCH","relationship":)" +
                       relationship("doc:n" + std::to_string(i) + "#viewer@user:ann") + "}";
        audited.daemon.must_post("/v1/relationships/write", R"({"updates":[)" + updates + "]}");
        const auto lines = audited.lines("write");
        CHECK(lines.back().at("updates").as_array().size() == 100);
        CHECK(lines.back().at("updates_total").as_int64() == 250);
    }
    TEST_CASE("audit log: checks of many threads each have their line, exactly once") {
        Audited audited;
        audited.daemon.fill();
        constexpr int kThreads = 4, kChecks = 500;
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([&, t] {
                httplib::Client client("127.0.0.1", audited.daemon.port());
                client.set_keep_alive(true);
                const std::string body = check_body("doc:1#view@user:ann");
                for (int i = 0; i < kChecks; ++i)
                    (void)client.Post(
                        "/v1/permissions/check",
                        {{"Authorization", std::string("Bearer ") + kKey},
                         {"X-Request-ID", std::to_string(t) + "-" + std::to_string(i)}},
                        body, "application/json");
            });
        for (auto& thread : threads)
            thread.join();
        std::set<std::string> ids;
        const auto lines = audited.lines("decision");
        for (const value& line : lines)
            ids.insert(text_of(line, "request"));
        CHECK(lines.size() == kThreads * kChecks);
        CHECK(ids.size() == kThreads * kChecks);
    }
    TEST_CASE("audit log: SIGHUP goes on in a new file after another program took the old one") {
        Audited audited;
        audited.daemon.fill();
        std::this_thread::sleep_for(200ms);
        std::filesystem::rename(audited.file, audited.file + ".taken");
        audited.daemon.reload();
        audited.daemon.must_post("/v1/permissions/check", check_body("doc:1#view@user:ann"));
        CHECK(audited.lines().size() == 1);
        audited.file += ".taken";
        CHECK(audited.lines().size() == 2);
    }
    TEST_CASE("audit log: where no line can be written, nothing is decided or changed any more") {
        config::Config config;
        config.audit_file = "/dev/full";
        config.audit_decisions = "all";
        config.audit_queue = 2'000;
        RunningDaemon daemon(config);
        daemon.fill();
        const std::string check = check_body("doc:1#view@user:ann");
        int status = 200;
        for (int i = 0; i < 10 && status == 200; ++i)
            status = daemon.post("/v1/permissions/check", check).status;
        CHECK(status == 503);
        const Answer refused =
            daemon.post("/v1/relationships/write", update("doc:8#viewer@user:ann"));
        CHECK(refused.status == 503);
        CHECK(refused.code() == 14);
        CHECK(count(refused.body, "audit log") == 1);
        CHECK(daemon.ask("GET", "/stores").status == 503);
        CHECK(daemon.ask("POST", "/access/v1/evaluation", evaluation("ann", "1")).status == 503);
        CHECK(
            daemon.ask("POST", "/v1/schema/read", "{}", {{"Authorization", "Bearer no"}}).status ==
            503);
        const Answer ready = daemon.get("/readyz");
        CHECK(ready.status == 503);
        CHECK(count(ready.body, R"("reason":"AUDIT_STUCK")") == 1);
        std::string metrics = daemon.get("/metrics").body;
        for (int i = 0; i < 100 && count(metrics, "\npembad_audit_failures_total 0\n") > 0; ++i) {
            std::this_thread::sleep_for(10ms); // until the first line was tried
            metrics = daemon.get("/metrics").body;
        }
        CHECK(count(metrics, "\npembad_ready 0\n") == 1);
        CHECK(count(metrics, "\npembad_audit_failures_total 0\n") == 0);
        CHECK(count(metrics, "\npembad_audit_queued_bytes 0\n") == 0);
        CHECK(daemon.get("/healthz").status == 200);
    }
    TEST_CASE("audit log: a file that cannot be written keeps the daemon from starting") {
        config::Config config;
        config.audit_file = "/nowhere/audit.log";
        CHECK_THROWS_WITH_AS(RunningDaemon{config}, doctest::Contains("--audit-file"),
                             std::runtime_error);
    }
}
