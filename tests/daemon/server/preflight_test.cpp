// What is found to be wrong before anything is opened.
#include "server/preflight.h"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "daemon/certificates.h"
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
    TEST_CASE("preflight: a name is no address to listen on, and a folder no audit log") {
        const TempStore folder;
        config::Config config;
        config.insecure_no_auth = true;
        config.data = folder.path();
        for (const char* address : {"127.0.0.1:0", "[::1]:0", "[fe80::1%lo]:0"}) {
            config.listen = address;
            config.insecure_no_tls = true;
            CHECK_MESSAGE(server::find_problems(config).empty(), address);
        }
        config.listen = "localhost:0";
        config.audit_file = folder.path();
        const auto problems = server::find_problems(config);
        REQUIRE(problems.size() == 2);
        CHECK(count(problems[0], "`localhost:0` is not of the form ADDRESS:PORT") == 1);
        CHECK(count(problems[1], "--audit-file") == 1);
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
        config.key_file.clear();
        CHECK(server::find_problems(config).empty());
    }
    TEST_CASE("preflight: keys that nobody would be asked for are a problem") {
        const TempStore folder;
        config::Config config;
        config.data = folder.path();
        config.insecure_no_auth = true;
        for (std::string config::Config::*file :
             {&config::Config::key_file, &config::Config::oidc_file}) {
            config::Config both = config;
            both.*file = folder.path() / "callers.toml";
            std::ofstream(both.*file) << "";
            CHECK(count(server::find_problems(both).at(0), "--insecure-no-auth serves") == 1);
        }
    }
    TEST_CASE("preflight: beyond loopback TLS is asked for, and its files go together") {
        const TempStore folder;
        const CertificateFiles files =
            CertificateAuthority(folder.path(), "authority").issue("server");
        config::Config config;
        config.insecure_no_auth = true;
        config.data = folder.path();
        for (const char* address : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[2001:db8::1]:1"}) {
            config.listen = address;
            CHECK(count(server::find_problems(config).at(0), "--insecure-no-tls") == 1);
        }
        config.insecure_no_tls = true;
        CHECK(server::find_problems(config).empty());
        config.tls_client_ca = files.certificate;
        CHECK(count(server::find_problems(config).at(0), "--tls-client-ca") == 1);
        config.tls_certificate = files.certificate;
        CHECK(count(server::find_problems(config).at(0), "--tls-key") == 1);
        config.tls_key = files.key;
        config.insecure_no_tls = false;
        CHECK(server::find_problems(config).empty());
        config.tls_client_ca.clear();
        config.tls_client_crl = files.certificate;
        CHECK(count(server::find_problems(config).at(0), "say --tls-client-ca") == 1);
    }
    TEST_CASE("preflight: a certificate that is not valid, or soon will not be, is warned of") {
        const TempStore folder;
        constexpr long kDay = 86'400;
        const CertificateFiles files =
            CertificateAuthority(folder.path(), "authority").issue("server", 30 * kDay);
        config::Config config;
        config.tls_certificate = files.certificate;
        config.tls_key = files.key;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        const auto warnings = [&](std::chrono::hours from_now) {
            return server::find_warnings(config, now + from_now);
        };
        using std::chrono::hours;
        CHECK(warnings(hours(0)).empty());
        CHECK(count(warnings(hours(-24)).at(0), "is not valid before") == 1);
        CHECK(count(warnings(hours(24 * 24)).at(0), "expires at") == 1);
        CHECK(count(warnings(hours(31 * 24)).at(0), "has expired") == 1);
    }
    TEST_CASE("preflight: a list of revoked certificates that ends soon is warned of") {
        const TempStore folder;
        constexpr long kDay = 86'400;
        const CertificateAuthority authority(folder.path(), "authority");
        const CertificateFiles files = authority.issue("server", 90 * kDay);
        config::Config config;
        config.tls_certificate = files.certificate;
        config.tls_key = files.key;
        config.tls_client_ca = authority.certificate();
        config.tls_client_crl = authority.revoke("revoked", {}, 30 * kDay);
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        CHECK(server::find_warnings(config, now).empty());
        const auto soon = server::find_warnings(config, now + std::chrono::hours(24 * 24));
        REQUIRE(soon.size() == 1);
        CHECK(count(soon.front(), config.tls_client_crl + "` expires at") == 1);
        CHECK(count(server::find_warnings(config, now + std::chrono::hours(31 * 24)).at(0),
                    "has expired") == 1);
    }
}
