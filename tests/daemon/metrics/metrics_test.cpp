// What /metrics tells.
#include "metrics/metrics.h"

#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

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
