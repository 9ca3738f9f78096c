// What tokens of an issuer open, over HTTP, in all three APIs, and what callers are told.
#include <filesystem>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>

#include "daemon/running_daemon.h"
#include "daemon/tokens/local_issuer.h"
#include "daemon/tokens/token_source.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

config::Config with(const TokenSource& tokens) {
    config::Config config;
    config.oidc_file = tokens.file();
    return config;
}

Answer ask(const RunningDaemon& daemon, const std::string& token, const std::string& path,
           const std::string& body = "{}") {
    return daemon.ask("POST", path, body,
                      {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}});
}

constexpr const char* kStore = "/stores/01H0H015178Y2V4CX10C2KGHF4";

std::string status_and_code(const Answer& answer) {
    return std::to_string(answer.status) + " " + std::string(answer.json().at("code").as_string());
}

} // namespace

TEST_SUITE("api/token_access") {
    TEST_CASE("tokens: a token opens what its scopes say, in all three APIs, beside keys") {
        const TokenSource tokens;
        RunningDaemon daemon(with(tokens));
        daemon.fill(); // with a key
        const std::string asker = tokens.token("pemba:check");
        CHECK(ask(daemon, asker, "/v1/permissions/check", check_body("doc:1#view@user:ann"))
                  .json()
                  .at("permissionship")
                  .as_string() == "PERMISSIONSHIP_HAS_PERMISSION");
        CHECK(ask(daemon, asker, "/access/v1/evaluation",
                  R"({"subject":{"type":"user","id":"ann"},"action":{"name":"view"},)"
                  R"("resource":{"type":"doc","id":"1"}})")
                  .body == R"({"decision":true})");
        CHECK(ask(daemon, asker, std::string(kStore) + "/check").status == 400); // no message
        const Answer refused = ask(daemon, asker, "/v1/schema/read");
        CHECK(refused.status == 403);
        CHECK(refused.header("WWW-Authenticate") == R"(Bearer error="insufficient_scope")");
        CHECK(count(refused.body, "key `free:ann` has `check`") == 1);
        CHECK(ask(daemon, tokens.token("pemba:read"), "/v1/schema/read").status == 200);
    }
    TEST_CASE("tokens: a refused one is told as each API does, and not why") {
        const TokenSource tokens;
        RunningDaemon daemon(with(tokens));
        const std::string forged = tokens.forged_token(TokenSource::kAll);
        const Answer native = ask(daemon, forged, "/v1/schema/read");
        CHECK(native.status == 401);
        CHECK(native.code() == 16);
        CHECK(native.header("WWW-Authenticate") == R"(Bearer error="invalid_token")");
        CHECK(native.json().at("message").as_string() == "the token is not valid");
        const Answer authzen = ask(daemon, forged, "/access/v1/evaluation");
        CHECK(authzen.status == 401);
        CHECK(authzen.header("WWW-Authenticate") == R"(Bearer error="invalid_token")");
        const Answer expired =
            ask(daemon, tokens.token("pemba:read", {{"exp", 1}}), "/v1/schema/read");
        CHECK(expired.json().at("message").as_string() == "the token has expired");
        const Answer none = daemon.ask("POST", "/v1/schema/read", "{}", {{"Authorization", ""}});
        CHECK(none.header("WWW-Authenticate") == "Bearer");
        const auto fga = [&](const std::string& token) {
            return status_and_code(ask(daemon, token, std::string(kStore) + "/check"));
        };
        CHECK(fga(forged) == "401 auth_failed_invalid_bearer_token");
        CHECK(fga(tokens.token("", {{"iss", "https://evil.example"}})) ==
              "401 auth_failed_invalid_issuer");
        CHECK(fga(tokens.token("", {{"aud", "billing"}})) == "401 auth_failed_invalid_audience");
        CHECK(fga(tokens.token("", {{"sub", nullptr}})) == "401 auth_failed_invalid_subject");
        CHECK(fga(tokens.token("", {{"exp", 1}})) == "401 invalid_claims");
        CHECK(fga(tokens.token("")) == "403 forbidden");
    }
    TEST_CASE("tokens: a token that is limited by its claims opens nothing else") {
        const TokenSource tokens;
        RunningDaemon daemon(with(tokens));
        daemon.fill();
        const std::string docs = tokens.bound_token("pemba:check", {"default"}, {"doc"});
        const auto check = [&](const std::string& token, const char* question) {
            return ask(daemon, token, "/v1/permissions/check", check_body(question)).status;
        };
        CHECK(check(docs, "doc:1#view@user:ann") == 200);
        CHECK(check(docs, "group:g#member@user:bob") == 403);
        CHECK(check(tokens.bound_token("pemba:check", {"01A"}, {"doc"}), "doc:1#view@user:ann") ==
              403);
        CHECK(check(tokens.bound_token("pemba:check", {}, {"doc"}), "doc:1#view@user:ann") == 401);
    }
    TEST_CASE("tokens: without an issuer they are keys that nobody knows") {
        const TokenSource tokens;
        const RunningDaemon daemon;
        CHECK(ask(daemon, tokens.token(TokenSource::kAll), "/v1/schema/read").status == 401);
    }
    TEST_CASE("tokens: a server asks its issuer for keys, and for new ones while it serves") {
        const SigningKey one = SigningKey::ec("one"), two = SigningKey::ec("two");
        LocalIssuer issuer(jwks({one.jwk()}));
        const TempStore folder;
        config::Config config;
        config.oidc_file = (folder.path() / "oidc.toml").string();
        std::ofstream(config.oidc_file) << "[[issuer]]\nname = \"local\"\nurl = \"" << issuer.url()
                                        << "\"\naudiences = [\"pemba\"]\nretry-interval = 1\n";
        std::filesystem::permissions(config.oidc_file, std::filesystem::perms(0600));
        RunningDaemon daemon(config);
        daemon.fill();
        const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        const boost::json::object claims{{"iss", issuer.url()},
                                         {"aud", "pemba"},
                                         {"sub", "ann"},
                                         {"exp", now + 3600},
                                         {"scope", "pemba:read"}};
        const auto status = [&](const SigningKey& key) {
            return ask(daemon, key.token(claims), "/v1/schema/read").status;
        };
        CHECK(status(one) == 200);
        CHECK(status(two) == 401);
        issuer.answer_keys(jwks({two.jwk()}));
        for (int i = 0; status(two) != 200 && i < 600; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        CHECK(status(two) == 200);
        CHECK(status(one) == 401);
        CHECK(count(daemon.get("/metrics").body, "\npembad_oidc_failed_fetches_total 0") == 1);
    }
}
