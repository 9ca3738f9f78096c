// The experimental counters over HTTP.
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("v1/counters") {
    TEST_CASE("a counter is registered, counts at once and exactly, and is forgotten") {
        const RunningDaemon daemon;
        daemon.fill();
        const std::string path = "/v1/experimental/";
        daemon.must_post(path + "registerrelationshipcounter",
                         R"({"name":"viewers","relationshipFilter":{"resourceType":"doc",)"
                         R"("optionalRelation":"viewer"}})");
        const auto count = [&] {
            return daemon.must_post(path + "countrelationships", R"({"name":"viewers"})")
                .json()
                .at("readCounterValue")
                .at("relationshipCount");
        };
        CHECK(count().as_string() == "3");
        daemon.must_post("/v1/relationships/write",
                         R"({"updates":[{"operation":"OPERATION_TOUCH","relationship":)" +
                             relationship("doc:9#viewer@user:ann") + "}]}");
        CHECK(count().as_string() == "4");
        const auto again = daemon.post(path + "registerrelationshipcounter",
                                       R"({"name":"viewers","relationshipFilter":)"
                                       R"({"resourceType":"user"}})");
        CHECK(again.reason() == "ERROR_REASON_COUNTER_ALREADY_REGISTERED");
        daemon.must_post(path + "unregisterrelationshipcounter", R"({"name":"viewers"})");
        CHECK(daemon.post(path + "countrelationships", R"({"name":"viewers"})").reason() ==
              "ERROR_REASON_COUNTER_NOT_REGISTERED");
        CHECK(daemon.post(path + "countrelationships", R"({"name":"Not a name"})").status == 400);
    }
}
