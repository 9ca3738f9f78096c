// Tests of contexts.h and connection.h.
#include <doctest/doctest.h>

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "connection.h"
#include "contexts.h"

using namespace pemba;
using namespace pemba::client;

namespace {

// A folder that is gone with the test; no PEMBA_ variable is set while it lives.
class Fixture {
public:
    Fixture() {
        std::filesystem::create_directories(folder_);
        unsetenv("PEMBA_ENDPOINT");
        unsetenv("PEMBA_KEY");
        unsetenv("PEMBA_STORE");
        unsetenv("PEMBA_CA_FILE");
    }
    ~Fixture() {
        std::filesystem::remove_all(folder_);
        unsetenv("PEMBA_ENDPOINT");
        unsetenv("PEMBA_KEY");
        unsetenv("PEMBA_STORE");
        unsetenv("PEMBA_CA_FILE");
    }

    [[nodiscard]] std::filesystem::path contexts() const {
        return folder_ / "pemba" / "contexts.json";
    }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
        return (folder_ / name).string();
    }

private:
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                    ("pemba-contexts-test-" + std::to_string(getpid()));
};

} // namespace

TEST_SUITE("tools/pemba/contexts") {
    TEST_CASE_FIXTURE(Fixture, "contexts: saved and loaded again, readable by their owner only") {
        Contexts contexts;
        contexts.set({"dev", "http://127.0.0.1:8443", "secret"});
        contexts.set({"prod", "https://pemba.example", "other", "store", {"/ca", "/own", "/key"}});
        REQUIRE(contexts.save(this->contexts()));
        using std::filesystem::perms;
        CHECK((std::filesystem::status(this->contexts()).permissions() & perms::mask) ==
              (perms::owner_read | perms::owner_write));

        const Contexts again = Contexts::load(this->contexts()).value();
        CHECK(again.all() == contexts.all());
        CHECK(again.current()->name == "prod");
    }

    TEST_CASE_FIXTURE(Fixture, "contexts: nothing saved yet is nothing, nonsense is refused") {
        CHECK(Contexts::load(contexts()).value().all().empty());
        const auto nonsense = Contexts::load(write("contexts.json", "{\"contexts\": 1}"));
        REQUIRE_FALSE(nonsense);
        CHECK(nonsense.error().message.ends_with("does not hold saved contexts"));
    }

    TEST_CASE("contexts: one of the same name is replaced, an unknown one is named in the error") {
        Contexts contexts;
        contexts.set({"dev", "http://a", "1"});
        contexts.set({"dev", "http://b", "2"});
        CHECK(contexts.all().size() == 1);
        CHECK(contexts.find("dev")->endpoint == "http://b");
        CHECK(contexts.use("test").error().message == "no saved context is called `test`");
        CHECK(contexts.remove("dev"));
        CHECK(contexts.current() == nullptr);
    }
}

TEST_SUITE("tools/pemba/connection") {
    TEST_CASE("endpoint: a host and a port become a URL, what is no address is refused") {
        CHECK(endpoint_url("localhost:8443").value() == "http://localhost:8443");
        CHECK(endpoint_url("https://pemba.example/").value() == "https://pemba.example");
        CHECK_FALSE(endpoint_url("ftp://pemba.example"));
        CHECK_FALSE(endpoint_url("http://"));
        CHECK_FALSE(endpoint_url("http://host/v1"));
    }

    TEST_CASE_FIXTURE(Fixture, "key file: the first line that is no comment") {
        CHECK(key_from_file(write("keys", "# rotated\nfirst\nsecond\n")).value() == "first");
        CHECK_FALSE(key_from_file(write("empty", "\n# nothing\n")));
    }

    TEST_CASE_FIXTURE(Fixture,
                      "connection: flags before the environment before the saved context") {
        Contexts saved;
        saved.set({"dev", "http://saved:1", "saved-key"});
        REQUIRE(saved.save(contexts()));
        CHECK(connection_of({}, contexts()).value().endpoint == "http://saved:1");
        CHECK(connection_of({}, contexts()).value().key == "saved-key");

        setenv("PEMBA_ENDPOINT", "http://environment:2", 1);
        setenv("PEMBA_KEY", "environment-key", 1);
        CHECK(connection_of({}, contexts()).value().endpoint == "http://environment:2");
        CHECK(connection_of({}, contexts()).value().key == "environment-key");

        ConnectionOptions flags;
        flags.endpoint = "flag:3";
        flags.key = "flag-key";
        CHECK(connection_of(flags, contexts()).value().endpoint == "http://flag:3");
        CHECK(connection_of(flags, contexts()).value().key == "flag-key");
    }

    TEST_CASE_FIXTURE(Fixture, "connection: a saved key is not shown to another server") {
        Contexts saved;
        saved.set({"dev", "http://saved:1", "saved-key"});
        REQUIRE(saved.save(contexts()));
        ConnectionOptions elsewhere;
        elsewhere.endpoint = "http://elsewhere:2";
        CHECK(connection_of(elsewhere, contexts()).value().key.empty());
    }

    TEST_CASE_FIXTURE(Fixture, "connection: the store is a flag's, the environment's or saved") {
        Contexts saved;
        saved.set({"dev", "http://saved:1", "saved-key", "saved-store"});
        REQUIRE(saved.save(contexts()));
        CHECK(connection_of({}, contexts()).value().store == "saved-store");
        ConnectionOptions elsewhere;
        elsewhere.endpoint = "http://elsewhere:2";
        CHECK(connection_of(elsewhere, contexts()).value().store.empty());
        setenv("PEMBA_STORE", "environment-store", 1);
        CHECK(connection_of({}, contexts()).value().store == "environment-store");
        ConnectionOptions flags;
        flags.store = "flag-store";
        CHECK(connection_of(flags, contexts()).value().store == "flag-store");
    }

    TEST_CASE_FIXTURE(Fixture,
                      "connection: files of TLS are a flag's, the environment's or saved") {
        const TlsFiles files{write("ca", "1"), write("certificate", "2"), write("key", "3")};
        Contexts saved;
        saved.set({"dev", "https://saved:1", "saved-key", "", files});
        REQUIRE(saved.save(contexts()));
        CHECK(connection_of({}, contexts()).value().tls == files);
        ConnectionOptions elsewhere;
        elsewhere.endpoint = "https://elsewhere:2";
        CHECK(connection_of(elsewhere, contexts()).value().tls == TlsFiles{});
        setenv("PEMBA_CA_FILE", files.key.c_str(), 1);
        CHECK(connection_of({}, contexts()).value().tls.ca == files.key);
        ConnectionOptions flags;
        flags.tls.ca = files.certificate;
        CHECK(connection_of(flags, contexts()).value().tls.ca == files.certificate);
        flags.tls.ca = "nothing";
        CHECK_FALSE(connection_of(flags, contexts()));
    }

    TEST_CASE_FIXTURE(Fixture, "connection: a client's certificate goes with its key") {
        ConnectionOptions half;
        half.tls.certificate = write("certificate", "2");
        const auto refused = connection_of(half, contexts());
        REQUIRE_FALSE(refused);
        CHECK(refused.error().message == "a client's certificate and its key go together");
    }

    TEST_CASE_FIXTURE(Fixture, "connection: without anything, the default and no key") {
        CHECK(connection_of({}, contexts()).value().endpoint == kDefaultEndpoint);
        CHECK(connection_of({}, contexts()).value().key.empty());
    }
}
