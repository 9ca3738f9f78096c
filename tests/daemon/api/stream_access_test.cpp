// Streams that are open when their caller may no longer have them.
#include <chrono>

#include <doctest/doctest.h>

#include "daemon/open_stream.h"
#include "daemon/running_daemon.h"
#include "daemon/tokens/token_source.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

keys::Seconds in(std::chrono::seconds time) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + time;
}

keys::Key key(const std::string& name) {
    return {.name = name, .hash = keys::hash_of(name), .scopes = keys::Scopes::all()};
}

// The last line, in the native API's form.
void check_ends(OpenStream& stream, int code, const std::string& message) {
    const auto line = stream.line(10'000);
    REQUIRE(line.starts_with(R"({"error":{"code":)" + std::to_string(code) + ","));
    CHECK(boost::json::parse(line).at("error").at("message").as_string() == message);
    CHECK(stream.line().empty());
    CHECK(stream.ended());
}

} // namespace

TEST_SUITE("api/stream_access") {
    TEST_CASE("stream: a key that is revoked ends its streams, and nobody else's") {
        RunningDaemon daemon;
        daemon.fill();
        daemon.replace_keys({key("stolen"), key("other"), key(kKey)});
        OpenStream stolen(daemon, "/v1/watch", "{}", "stolen");
        OpenStream other(daemon, "/v1/watch", "{}", "other");
        REQUIRE(stolen.status() == 200);
        REQUIRE(other.status() == 200);
        daemon.replace_keys({key("other"), key(kKey)});
        check_ends(stolen, 16, "the key is not one of this server's");
        daemon.must_post("/v1/relationships/write",
                         R"({"updates":[{"operation":"OPERATION_TOUCH","relationship":)" +
                             relationship("doc:9#viewer@user:zoe") + "}]}");
        CHECK(count(other.line(), R"("objectId":"zoe")") == 1);
    }
    TEST_CASE("stream: a key that no longer opens the call ends its streams") {
        RunningDaemon daemon;
        daemon.replace_keys({key("reader")});
        OpenStream watch(daemon, "/v1/watch", "{}", "reader");
        REQUIRE(watch.status() == 200);
        keys::Key checker = key("reader");
        checker.scopes = {};
        checker.scopes.add(keys::Scope::Check);
        daemon.replace_keys({checker});
        check_ends(watch, 7, "this call needs the scope `read`; key `reader` has `check`");
    }
    TEST_CASE("stream: a key that expires ends its streams") {
        RunningDaemon daemon;
        keys::Key guest = key("guest");
        guest.expires = in(std::chrono::seconds(3));
        daemon.replace_keys({guest});
        OpenStream watch(daemon, "/v1/watch", "{}", "guest");
        REQUIRE(watch.status() == 200);
        check_ends(watch, 16, "key `guest` has expired");
    }
    TEST_CASE("stream: a token that expires ends its streams") {
        const TokenSource tokens;
        config::Config config;
        config.oidc_file = tokens.file();
        const RunningDaemon daemon(config);
        const auto expires = in(std::chrono::seconds(3)).time_since_epoch().count();
        OpenStream watch(daemon, "/v1/watch", "{}", tokens.token("pemba:read", {{"exp", expires}}));
        REQUIRE(watch.status() == 200);
        check_ends(watch, 16, "the token has expired");
    }
}
