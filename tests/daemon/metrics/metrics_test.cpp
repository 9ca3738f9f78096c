// What /metrics tells.
#include "metrics/metrics.h"

#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "daemon/api/openfga/fga_store.h"
#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("metrics/metrics") {
    TEST_CASE("metrics: requests are counted by route pattern and status, checks by tuple reads") {
        const RunningDaemon daemon;
        daemon.fill();
        daemon.must_post("/v1/permissions/check", check_body("doc:1#view@user:ann"));
        CHECK(daemon.post("/v1/nothing/here", "{}").status == 404);
        const std::string text = daemon.get("/metrics").body;
        CHECK(
            count(text,
                  R"(pembad_http_requests_total{route="/v1/permissions/check",status="200"} 1)") ==
            1);
        CHECK(count(text, R"(pembad_http_requests_total{route="none",status="404"} 1)") == 1);
        CHECK(count(text, "pembad_check_tuple_reads_count 1") == 1);
        CHECK(count(text, "pembad_store_tuples 5") == 1);
        CHECK(count(text, "nothing/here") == 0);
    }
    TEST_CASE("metrics: checks of every API and store are counted, those of a list one by one") {
        const FgaStore store;
        store.write({"document:1#viewer@user:ann"});
        CHECK(store.check("document:1#viewer@user:ann"));
        const std::string key = tuple_key("document:1#viewer@user:ann");
        const auto item = [&](const char* id) {
            return R"({"correlation_id":")" + std::string(id) + R"(","tuple_key":)" + key + "}";
        };
        CHECK(store.post("/batch-check", R"({"checks":[)" + item("a") + "," + item("b") + "]}")
                  .status == 200);
        const std::string question =
            R"({"subject":{"type":"user","id":"ann"},"action":{"name":"viewer"},)"
            R"("resource":{"type":"document","id":"1"}})";
        const auto decide = [&](const char* path, const std::string& body) {
            return store.daemon()
                .ask("POST", store.path() + "/access/v1" + path, body,
                     {{"Content-Type", "application/json"}})
                .status;
        };
        CHECK(decide("/evaluation", question) == 200);
        CHECK(decide("/evaluations", R"({"evaluations":[)" + question + "]}") == 200);
        CHECK(count(store.daemon().get("/metrics").body, "pembad_check_tuple_reads_count 5\n") ==
              1);
    }
    TEST_CASE("metrics: every metric is exposed, and the README describes it") {
        const RunningDaemon daemon;
        const std::string text = daemon.get("/metrics").body;
        std::ostringstream readme;
        readme << std::ifstream(DAEMON_README).rdbuf();
        for (const auto& metric : metrics::Metrics::descriptions()) {
            if (metric.name != "pembad_http_requests_total") // has no series before a request
                CHECK_MESSAGE(count(text, "# TYPE " + metric.name) == 1, metric.name);
            CHECK_MESSAGE(count(readme.str(), "`" + metric.name + "` | " + metric.help) == 1,
                          metric.name);
        }
    }
}
