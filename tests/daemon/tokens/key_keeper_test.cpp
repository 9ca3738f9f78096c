// An issuer's keys while it changes them, is down, lies, or is asked for by a flood.
#include "tokens/key_keeper.h"

#include <thread>

#include <doctest/doctest.h>

#include "daemon/tokens/local_issuer.h"
#include "daemon/tokens/signing_key.h"
#include "tokens/fetch.h"

using namespace pemba;
using namespace pemba::testing;
using namespace std::chrono_literals;

namespace {

keys::Seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

const SigningKey& key(const std::string& kid) {
    static const SigningKey one = SigningKey::ec("one"), two = SigningKey::ec("two");
    return kid == "one" ? one : two;
}

tokens::Issuer issuer_at(const LocalIssuer& local) {
    tokens::Issuer issuer{.name = "local", .url = local.url(), .audiences = {"pemba"}};
    issuer.retry_interval = 1s;
    return issuer;
}

std::string problem(const tokens::Issuer& issuer) {
    const auto fetched = tokens::fetch_keys(issuer, {});
    return fetched ? "none" : fetched.error().message;
}

// Waits for what another thread is to do.
template <class Condition>
bool comes_true(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (!condition() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(10ms);
    return condition();
}

class Keeper {
public:
    explicit Keeper(const LocalIssuer& local) : issuer_(issuer_at(local)), keeper(issuer_, log_) {
        keeper.await_first(60s);
    }
    [[nodiscard]] bool has(const std::string& kid) const {
        const auto [ring, version] = keeper.keys(now());
        return ring != nullptr && ring->find(kid, tokens::Algorithm::ES256) != nullptr;
    }

private:
    log::Log log_{log::Level::Error, log::Format::Text};
    tokens::Issuer issuer_;

public:
    tokens::KeyKeeper keeper;
};

} // namespace

TEST_SUITE("tokens/key_keeper") {
    TEST_CASE("key keeper: keys are found by discovery, and new ones when one is missed") {
        LocalIssuer local(jwks({key("one").jwk()}));
        Keeper all(local);
        CHECK(all.has("one"));
        const auto version = all.keeper.keys(now()).version;
        local.answer_keys(jwks({key("two").jwk()}));
        CHECK(!all.has("two"));
        all.keeper.look_for_new();
        CHECK(comes_true([&] { return all.has("two"); }));
        CHECK(!all.has("one"));
        CHECK(!all.keeper.counts(version, now()));
    }
    TEST_CASE("key keeper: a flood of unknown kids causes one fetch an interval") {
        LocalIssuer local(jwks({key("one").jwk()}));
        Keeper all(local);
        const auto begin = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() < begin + 3s)
            all.keeper.look_for_new();
        CHECK(local.fetches() >= 2);
        CHECK(local.fetches() <= 4);
        CHECK(all.has("one"));
    }
    TEST_CASE("key keeper: the same keys anew change nothing for what was verified") {
        LocalIssuer local(jwks({key("one").jwk()}));
        Keeper all(local);
        const auto version = all.keeper.keys(now()).version;
        all.keeper.look_for_new();
        CHECK(comes_true([&] { return local.fetches() == 2; }));
        CHECK(all.keeper.counts(version, now()));
    }
    TEST_CASE("key keeper: while the issuer is down the old keys stay, for so long") {
        LocalIssuer local(jwks({key("one").jwk()}));
        Keeper all(local);
        for (const auto& [keys, status] : {std::pair{std::string("down"), 500},
                                           {std::string("<html>"), 200},
                                           {std::string(R"({"keys":[]})"), 200}}) {
            const auto failures = all.keeper.failures();
            local.answer_keys(keys, status);
            all.keeper.look_for_new();
            CHECK(comes_true([&] { return all.keeper.failures() > failures; }));
            CHECK(all.has("one"));
        }
        CHECK(all.keeper.keys(now() + 25h).ring == nullptr);
        local.answer_keys(jwks({key("one").jwk(), key("two").jwk()}));
        CHECK(comes_true([&] { return all.has("two"); }));
    }
    TEST_CASE("key keeper: an issuer that is down at the start is asked again") {
        LocalIssuer local(jwks({key("one").jwk()}));
        local.answer_discovery("", 503);
        Keeper all(local);
        CHECK(!all.has("one"));
        local.answer_discovery(R"({"issuer":")" + local.url() + R"(","jwks_uri":")" + local.url() +
                               R"(/keys"})");
        CHECK(comes_true([&] { return all.has("one"); }));
    }
    TEST_CASE("fetch: an issuer that answers wrongly is named, with what is wrong") {
        LocalIssuer local(jwks({key("one").jwk()}));
        tokens::Issuer issuer = issuer_at(local);
        CHECK(problem(issuer) == "none");
        const auto discovering = [&](const std::string& of, const std::string& uri) {
            local.answer_discovery(R"({"issuer":")" + of + R"(","jwks_uri":")" + uri + R"("})");
            return problem(issuer);
        };
        const auto has = [](const std::string& text, const char* part) {
            return text.find(part) != text.npos;
        };
        CHECK(has(discovering(local.url() + "/", local.url() + "/keys"), "its `issuer` is not"));
        CHECK(has(discovering(local.url(), "http://id.example.com/keys"), "its `jwks_uri`"));
        CHECK(has(discovering(local.url(), "file:///etc/passwd"), "its `jwks_uri`"));
        CHECK(has(discovering(local.url(), local.url() + "/elsewhere"), "302")); // a redirect
        issuer.keys = tokens::KeysUrl{local.url() + "/keys"};
        local.answer_keys(std::string(1024 * 1024 + 1, ' '));
        CHECK(has(problem(issuer), "larger than 1 MiB"));
        issuer.keys = tokens::KeysUrl{"https" + local.url().substr(4) + "/keys"}; // speaks no TLS
        CHECK(has(problem(issuer), "no answer"));
        issuer.keys = tokens::KeysUrl{"http://127.0.0.1:99999999999/keys"};
        CHECK(has(problem(issuer), "cannot ask"));
    }
}
