// Options from flags, environment and file.
#include "config/config.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "support/temp_store.h"

using namespace pemba;

namespace {

config::Parsed parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "pembad");
    return config::parse(static_cast<int>(arguments.size()), arguments.data());
}

} // namespace

TEST_SUITE("config/config") {
    TEST_CASE("config: a flag comes before the environment, the environment before the file") {
        const testing::TempStore folder;
        const auto file = folder.path() / "pembad.toml";
        std::ofstream(file)
            << "threads = 3\nread-timeout = 4\nno-sync = true\nlisten = \"[::1]:1\"\n";
        ::setenv("PEMBA_THREADS", "5", 1);
        ::setenv("PEMBA_READ_TIMEOUT", "6", 1);
        const auto parsed = parse({"--config", file.c_str(), "--threads", "7"});
        ::unsetenv("PEMBA_THREADS");
        ::unsetenv("PEMBA_READ_TIMEOUT");
        REQUIRE(parsed.config);
        CHECK(parsed.config->threads == 7);
        CHECK(parsed.config->read_timeout == 6);
        CHECK(parsed.config->no_sync);
        CHECK(parsed.config->listen == "[::1]:1");
        CHECK(parsed.config->idle_timeout == 120);
    }
    TEST_CASE("config: a flag without a value means true") {
        const auto parsed = parse({"--insecure-no-auth", "--create=false"});
        REQUIRE(parsed.config);
        CHECK(parsed.config->insecure_no_auth);
        CHECK(!parsed.config->create);
    }
    TEST_CASE("config: an option that is repeatable adds up, another one is refused twice") {
        const auto parsed = parse({"--cors-origin", "https://a", "--cors-origin=https://b"});
        REQUIRE(parsed.config);
        CHECK(parsed.config->cors_origin == "https://a https://b");
        CHECK(!parse({"--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2"}).config);
    }
    TEST_CASE("config: a value out of its range is refused and names the option") {
        for (const char* argument : {"--max-header-bytes=1", "--log-level=loud", "--threads=-1",
                                     "--no-sync=maybe", "--nothing=1"}) {
            const auto parsed = parse({argument});
            CHECK(!parsed.config);
            CHECK(parsed.exit_status == 1);
            const std::string name(argument, std::string(argument).find('='));
            CHECK_MESSAGE(parsed.output.find(name.substr(2)) != std::string::npos, parsed.output);
        }
    }
    TEST_CASE("config: a changelog that nothing would trim is refused") {
        CHECK(parse({"--changelog-retention=60"}).config);
        CHECK(parse({"--expiry-interval=0"}).config);
        const auto parsed = parse({"--changelog-retention=60", "--expiry-interval=0"});
        CHECK(!parsed.config);
        CHECK(parsed.output.find("changelog-retention") != std::string::npos);
    }
    TEST_CASE("config: --help names every option, --print-config gives a file that can be read") {
        const std::string help = parse({"--help"}).output;
        const std::string printed = parse({"--print-config"}).output;
        for (const auto& option : config::options()) {
            CHECK(help.find("--" + option.name) != std::string::npos);
            CHECK(help.find(option.environment()) != std::string::npos);
            CHECK(printed.find(option.name + " = ") != std::string::npos);
        }
        const testing::TempStore folder;
        const auto file = folder.path() / "printed.toml";
        std::ofstream(file) << printed;
        CHECK(parse({"--config", file.c_str()}).config);
    }
    TEST_CASE("config: --print-config tells where each value came from") {
        const testing::TempStore folder;
        const auto file = folder.path() / "pembad.toml";
        std::ofstream(file) << "# ours\nread-timeout = 4\ndata = \"a \\\"b\\\"\\\\c\"\n";
        ::setenv("PEMBA_THREADS", "5", 1);
        const auto parsed = parse({"--config", file.c_str(), "--print-config", "--no-sync"});
        ::unsetenv("PEMBA_THREADS");
        const std::string& text = parsed.output;
        CHECK(parsed.exit_status == 0);
        CHECK(text.find("threads = 5  # PEMBA_THREADS\n") != text.npos);
        CHECK(text.find("no-sync = true  # --no-sync\n") != text.npos);
        CHECK(text.find("idle-timeout = 120  # default\n") != text.npos);
        CHECK(text.find("read-timeout = 4  # `" + file.string() + "`, line 2") != text.npos);
        const auto printed = folder.path() / "printed.toml";
        std::ofstream(printed) << text;
        const auto again = parse({"--config", printed.c_str()});
        REQUIRE_MESSAGE(again.config, again.output);
        CHECK(again.config->data == R"(a "b"\c)");
        CHECK(again.config->threads == 5);
    }
    TEST_CASE("config: everything that is wrong is told at once, with its place") {
        const testing::TempStore folder;
        const auto file = folder.path() / "pembad.toml";
        std::ofstream(file) << "read-timeout = 0\nnonsense = 1\n";
        const auto parsed = parse({"--config", file.c_str(), "--check-config", "--threads=many"});
        CHECK(!parsed.config);
        CHECK(parsed.exit_status == 1);
        for (const char* part : {"line 1, `read-timeout`: `0`",
                                 "line 2: there is no option "
                                 "`nonsense`",
                                 "--threads: `many`"})
            CHECK_MESSAGE(parsed.output.find(part) != std::string::npos, parsed.output);
    }
    TEST_CASE("config: --check-config only looks") {
        const auto parsed = parse({"--check-config", "--insecure-no-auth"});
        REQUIRE(parsed.config);
        CHECK(parsed.check_only);
        CHECK(!parse({"--insecure-no-auth"}).check_only);
    }
    TEST_CASE("config: the README has the table of options as it is") {
        std::ostringstream readme;
        readme << std::ifstream(DAEMON_README).rdbuf();
        CHECK(readme.str().find(config::markdown_table()) != std::string::npos);
    }
}
