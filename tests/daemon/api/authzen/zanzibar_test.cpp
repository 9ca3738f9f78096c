// AuthZEN's API over a namespace config of the Zanzibar paper, which no API writes: the store is
// filled before the daemon opens it.
#include <doctest/doctest.h>
#include <httplib.h>

#include "daemon/api/authzen/decision_point.h"
#include "pemba/schema/compile.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

constexpr const char* kConfig = R"(
name: "user"

name: "doc"
relation { name: "owner" }
relation {
  name: "viewer"
  userset_rewrite {
    union { child { _this {} } child { computed_userset { relation: "owner" } } }
  }
}
)";

void fill(const TempStore& store) {
    const auto compiled = schema::compile(kConfig, "doc.zanzibar", schema::Language::Zanzibar);
    REQUIRE(compiled.schema);
    const auto engine = store.open();
    must(engine->write_schema({*compiled.schema, {}}));
    for (const char* text : {"doc:1#owner@user:ann@example.com", "doc:2#viewer@user:bob"})
        must(engine->write(
            {{{UpdateKind::Touch, must(parse_relation_tuple(text, Dialect::Zanzibar))}}, {}, {}}));
}

} // namespace

TEST_SUITE("api/authzen/zanzibar") {
    TEST_CASE("zanzibar: evaluation and searches") {
        const TempStore store;
        fill(store);
        config::Config config;
        config.data = store.options().directory;
        config.listen = "127.0.0.1:0";
        config.map_size = 1;
        config.insecure_no_auth = true;
        log::Log log(log::Level::Error, log::Format::Text);
        const auto started = server::Daemon::start(config, log);
        REQUIRE_MESSAGE(started.daemon, started.error);
        httplib::Client client("127.0.0.1", started.daemon->port());
        const auto ask = [&](const std::string& path, const std::string& body) {
            return client.Post("/access/v1/" + path, body, "application/json")->body;
        };
        const std::string bob = user("bob"), view = action("viewer"), second = entity("doc", "2");
        CHECK(ask("evaluation", question(bob, view, second)) == R"({"decision":true})");
        CHECK(ask("evaluation", question(user("eve"), view, second)) == R"({"decision":false})");
        CHECK(ask("evaluation", question(user("ann@example.com"), view, entity("doc", "1"))) ==
              R"({"decision":true})");
        CHECK(ask("search/subject", question(R"({"type":"user"})", view, second)) ==
              R"({"results":[{"type":"user","id":"bob"}]})");
        CHECK(ask("search/resource", question(bob, view, R"({"type":"doc"})")) ==
              R"({"results":[{"type":"doc","id":"2"}]})");
        CHECK(ask("search/action", question(bob, view, second)) ==
              R"({"results":[{"name":"viewer"}]})");
    }
}
