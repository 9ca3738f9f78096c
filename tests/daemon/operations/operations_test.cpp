// The dashboard and the alerts ask for what a pembad tells, and the runbook has every alert.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(std::filesystem::path(DAEMON_README).parent_path() / "operations" / name)
                .rdbuf();
    return text.str();
}

// What of `text` fits the pattern's first group.
std::set<std::string> all_of(const std::string& text, const char* pattern) {
    const std::regex form(pattern);
    std::set<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), form), end; at != end; ++at)
        found.insert((*at)[1]);
    return found;
}

// The names of the series of a server that has answered a check, a write and a wrong path.
std::set<std::string> series() {
    const RunningDaemon daemon;
    daemon.fill();
    daemon.must_post("/v1/permissions/check", check_body("doc:1#view@user:ann"));
    (void)daemon.post("/v1/nothing/here", "{}");
    return all_of("\n" + daemon.get("/metrics").body, "\n(pembad_[a-z_]+)[{ ]");
}

} // namespace

TEST_SUITE("operations") {
    TEST_CASE("operations: every series of the dashboard and of the alerts is one that is told") {
        const auto told = series();
        for (const char* file : {"dashboard.json", "alerts.yaml"}) {
            const auto asked = all_of(read(file), R"(\b(pembad_[a-z_]+))");
            CHECK_MESSAGE(asked.size() > 5, file);
            for (const std::string& name : asked)
                CHECK_MESSAGE(told.contains(name), file << ": " << name);
        }
    }
    TEST_CASE("operations: the dashboard is JSON whose panels all ask something") {
        const auto dashboard = boost::json::parse(read("dashboard.json"));
        const auto& panels = dashboard.at("panels").as_array();
        CHECK(panels.size() > 5);
        for (const auto& panel : panels) {
            CHECK(!panel.at("title").as_string().empty());
            for (const auto& target : panel.at("targets").as_array())
                CHECK(!target.at("expr").as_string().empty());
        }
    }
    TEST_CASE(
        "operations: every alert has its section of the runbook, and every section an alert") {
        const auto alerts = all_of(read("alerts.yaml"), "- alert: (\\w+)\n");
        CHECK(alerts.size() > 5);
        CHECK(alerts == all_of(read("README.md"), "\n### (\\w+)\n"));
        CHECK(alerts == all_of(read("alerts.yaml"), "runbook: README.md#(\\w+)\n"));
    }
}
