// What is found to be wrong before anything is opened.
#include "server/preflight.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "daemon/running_daemon.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("server/preflight") {
    TEST_CASE("preflight: options that can serve have no problem, and nothing is made") {
        const TempStore folder;
        config::Config config;
        config.insecure_no_auth = true;
        config.data = folder.path() / "not" / "yet";
        config.port_file = folder.path() / "port";
        CHECK(server::find_problems(config).empty());
        CHECK(!std::filesystem::exists(folder.path() / "not"));
    }
    TEST_CASE("preflight: every problem is found, with the option to change") {
        const TempStore folder;
        std::ofstream(folder.path() / "file") << "no folder";
        config::Config config;
        config.insecure_no_auth = true;
        config.listen = "nowhere";
        config.base_url = "gopher://old";
        config.data = folder.path() / "file";
        config.port_file = folder.path() / "missing" / "port";
        const auto problems = server::find_problems(config);
        REQUIRE(problems.size() == 4);
        std::size_t i = 0;
        for (const char* option : {"--listen", "--base-url", "--data", "--port-file"})
            CHECK_MESSAGE(count(problems[i++], option) == 1, option);
    }
    TEST_CASE("preflight: a store that is to be there must be") {
        const TempStore folder;
        config::Config config;
        config.insecure_no_auth = true;
        config.data = folder.path() / "nothing";
        config.create = false;
        const auto problems = server::find_problems(config);
        REQUIRE(problems.size() == 1);
        CHECK(count(problems.front(), config.data) == 1);
    }
    TEST_CASE("preflight: the audit log needs a folder, and may be there") {
        const TempStore folder;
        config::Config config;
        config.insecure_no_auth = true;
        config.data = folder.path();
        config.audit_file = folder.path() / "audit.log";
        CHECK(server::find_problems(config).empty());
        CHECK(!std::filesystem::exists(config.audit_file));
        std::ofstream(config.audit_file) << "{}\n";
        CHECK(server::find_problems(config).empty());
        config.audit_file = folder.path() / "missing" / "audit.log";
        CHECK(count(server::find_problems(config).at(0), "--audit-file") == 1);
    }
    TEST_CASE("preflight: no key file is a problem, unless everybody is to be served") {
        const TempStore folder;
        config::Config config;
        config.data = folder.path();
        CHECK(count(server::find_problems(config).at(0), "--key-file") == 1);
        config.key_file = folder.path() / "nothing";
        CHECK(count(server::find_problems(config).at(0), config.key_file) == 1);
        config.insecure_no_auth = true;
        CHECK(server::find_problems(config).empty());
    }
}
