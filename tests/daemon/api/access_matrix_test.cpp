// Every route times every kind of credential. The rows come from the route table, so that no route
// can be forgotten; what is expected of a row follows from what it says that it needs.
#include <chrono>
#include <fstream>
#include <sstream>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "api/routes.h"
#include "daemon/running_daemon.h"
#include "daemon/tokens/token_source.h"

using namespace pemba;
using namespace pemba::testing;
using keys::Scope;

namespace {

constexpr const char* kStore = "01H0H015178Y2V4CX10C2KGHF4";
constexpr const char* kOtherStore = "01H0H015178Y2V4CX10C2KGHF5";

// The route table, of a service that nobody asks.
class Table {
public:
    Table()
        : database_(must(Database::open(store_.options()))), health_{.database = *database_,
                                                                     .metrics = metrics_,
                                                                     .limits = {},
                                                                     .is_ready = {},
                                                                     .measure = {}},
          service_{.database = *database_, .access = access_, .metrics = metrics_, .log = log_},
          rows(api::endpoints(service_, health_, {})) {}

private:
    TempStore store_;
    std::unique_ptr<Database> database_;
    metrics::Metrics metrics_;
    log::Log log_{log::Level::Error, log::Format::Text};
    api::Access access_;
    api::Health health_;
    api::Service service_;

public:
    const std::vector<api::Endpoint> rows;
};

std::string name_of(const api::Endpoint& row) {
    return row.route.method + " " + row.route.path;
}

// The path with values in place of its parameters.
std::string path_of(const api::Endpoint& row) {
    std::string path = row.route.path;
    for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{'))
        path.replace(at, path.find('}') - at + 1, kStore);
    return path;
}

// No JSON: a call that its key opens ends here, and nothing is changed and no stream begins.
constexpr const char* kBody = "[";

struct Answered {
    unsigned status;
    std::string body;
};

Answered ask(const RunningDaemon& daemon, const api::Endpoint& row, const std::string& key) {
    std::multimap<std::string, std::string> headers{{"Content-Type", "application/json"}};
    headers.emplace("Authorization", key.empty() ? "" : "Bearer " + key);
    const bool has_body = row.route.method == "POST" || row.route.method == "PUT";
    const Answer answer =
        daemon.ask(row.route.method, path_of(row), has_body ? kBody : "", headers);
    return {static_cast<unsigned>(answer.status), answer.body};
}

// With a quota that nobody uses up, which opens nothing by itself.
keys::Key key_named(const std::string& name, keys::Scopes scopes) {
    return {.name = name,
            .hash = keys::hash_of(name),
            .scopes = scopes,
            .a_second = {.requests = 1'000'000'000}};
}

// For each scope: `with-SCOPE` alone, `without-SCOPE`, and what is limited elsewhere.
std::vector<keys::Key> credentials() {
    std::vector<keys::Key> all;
    for (std::size_t i = 0; i < keys::kScopeNames.size(); ++i) {
        keys::Scopes one, others;
        for (std::size_t j = 0; j < keys::kScopeNames.size(); ++j)
            (i == j ? one : others).add(static_cast<Scope>(j));
        all.push_back(key_named(std::string("with-") + keys::kScopeNames[i], one));
        all.push_back(key_named(std::string("without-") + keys::kScopeNames[i], others));
    }
    all.push_back(key_named("expired", keys::Scopes::all()));
    all.back().expires = keys::Seconds{std::chrono::seconds(1)};
    all.push_back(key_named("this-store", keys::Scopes::all()));
    all.back().stores = {kStore, std::string(Database::kDefaultStore)};
    all.push_back(key_named("other-store", keys::Scopes::all()));
    all.back().stores = {kOtherStore};
    all.push_back(key_named("other-namespace", keys::Scopes::all()));
    all.back().namespaces = {"elsewhere"};
    return all;
}

// Whether an error is told as its API does: AuthZEN by a text, OpenFGA by a name, v1 by a number.
bool is_in_its_form(const api::Endpoint& row, const std::string& body) {
    const auto json = boost::json::parse(body);
    if (row.error_schema == "AuthZenError")
        return json.is_string();
    if (row.error_schema == "OpenFgaError")
        return json.at("code").is_string();
    const bool stream = row.kind == api::BodyKind::Stream;
    return (stream ? json.at("error") : json).at("code").is_int64();
}

bool is_denied(unsigned status) {
    return status == 401 || status == 403;
}

// The table of SECURITY.md.
std::string markdown(const std::vector<api::Endpoint>& rows) {
    std::string table = "| route | scope | key limited to stores | key limited to namespaces |\n"
                        "|---|---|---|---|\n";
    for (const api::Endpoint& row : rows) {
        if (!row.needs) {
            table += "| `" + name_of(row) + "` | no key | | |\n";
            continue;
        }
        table += "| `" + name_of(row) + "` | `" + std::string(keys::name_of(row.needs->scope)) +
                 "` | " + (row.needs->across_stores ? "403" : "its stores") + " | " +
                 (row.needs->namespaces_at.empty() ? "403" : "its namespaces") + " |\n";
    }
    return table;
}

} // namespace

TEST_SUITE("api/access_matrix") {
    TEST_CASE("matrix: every route answers every credential as the route table says") {
        const Table table;
        const TokenSource tokens;
        config::Config config;
        config.oidc_file = tokens.file();
        RunningDaemon daemon(config);
        daemon.replace_keys(credentials());
        const std::string forged = tokens.forged_token(TokenSource::kAll);
        const std::string expired = tokens.token(TokenSource::kAll, {{"exp", 1}});
        const std::string other_store =
            tokens.bound_token(TokenSource::kAll, {kOtherStore}, {"doc"});
        const std::string other_namespace =
            tokens.bound_token(TokenSource::kAll, {kStore, "default"}, {"elsewhere"});
        for (const api::Endpoint& row : table.rows) {
            CAPTURE(name_of(row));
            const auto expect = [&](const std::string& key, unsigned status) {
                const Answered answer = ask(daemon, row, key);
                CHECK_MESSAGE(answer.status == status, key);
                CHECK_MESSAGE(is_in_its_form(row, answer.body), answer.body);
            };
            const auto expect_opened = [&](const std::string& key) {
                CHECK_MESSAGE(!is_denied(ask(daemon, row, key).status), key);
            };
            if (!row.needs) {
                for (const char* key : {"", "wrong", "expired", "with-check"})
                    expect_opened(key);
                continue;
            }
            const std::string scope(keys::name_of(row.needs->scope));
            for (const std::string& key :
                 {std::string(), std::string("wrong"), std::string("expired"), forged, expired})
                expect(key, 401);
            for (const std::string& token : {tokens.token(""), other_store, other_namespace})
                expect(token, 403);
            expect_opened(tokens.token("pemba:" + scope));
            expect("without-" + scope, 403);
            expect("other-store", 403);
            expect("other-namespace", 403);
            if (row.needs->across_stores)
                expect("this-store", 403);
            else
                expect_opened("this-store");
            expect_opened("with-" + scope);
        }
    }
    TEST_CASE("matrix: what is open without a key is what was meant to be") {
        std::string open;
        for (const api::Endpoint& row : Table().rows)
            open += row.needs ? "" : name_of(row) + "\n";
        CHECK(open == "GET /.well-known/authzen-configuration\n"
                      "GET /.well-known/authzen-configuration/stores/{store_id}\n"
                      "GET /.well-known/authzen-configuration/{store_id}\n"
                      "GET /healthz\nGET /readyz\nGET /metrics\nGET /openapi.json\n");
    }
    TEST_CASE("matrix: SECURITY.md has the table as it is") {
        std::ostringstream text;
        text << std::ifstream(DAEMON_SECURITY).rdbuf();
        const std::string table = markdown(Table().rows);
        CHECK_MESSAGE(text.str().find(table) != std::string::npos, table);
    }
}
