// Tokens that are taken, and the many that are not: one line each, named for the attack.
#include "tokens/verifier.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "daemon/tokens/signing_key.h"
#include "keys/key_file.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using Reason = tokens::Refusal::Reason;
namespace json = boost::json;

namespace {

constexpr const char* kUrl = "https://id.example.com";

keys::Seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::int64_t in_seconds(int seconds) {
    return now().time_since_epoch().count() + seconds;
}

// Made once: RSA takes a while.
const SigningKey& rsa() {
    static const SigningKey key = SigningKey::rsa("rsa");
    return key;
}
const SigningKey& ec() {
    static const SigningKey key = SigningKey::ec("ec");
    return key;
}

json::object good() {
    return {{"iss", kUrl},          {"aud", "pemba"},
            {"sub", "ann"},         {"exp", in_seconds(3600)},
            {"iat", in_seconds(0)}, {"scope", "openid pemba:check pemba:read other:write"}};
}

template <class Value>
json::object good(std::string_view name, const Value& value) {
    json::object claims = good();
    claims[name] = value;
    return claims;
}

json::object without(std::string_view name) {
    json::object claims = good();
    claims.erase(name);
    return claims;
}

template <class Value>
json::object header(std::string_view name, const Value& value) {
    json::object made{{"alg", "RS256"}, {"kid", "rsa"}};
    made[name] = value;
    return made;
}

// A token of texts as they are, signed as RS256 with the right key.
std::string raw_token(std::string_view head, std::string_view claims) {
    const std::string message = to_base64url(head) + "." + to_base64url(claims);
    return message + "." + to_base64url(rsa().sign("RS256", message));
}

// Signed with HMAC and a text that everybody has.
std::string hmac_token(const std::string& secret) {
    const std::string message = to_base64url(R"({"alg":"HS256","kid":"rsa"})") + "." +
                                to_base64url(json::serialize(good()));
    unsigned char mac[32];
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac, nullptr);
    return message + "." + to_base64url({reinterpret_cast<const char*>(mac), sizeof mac});
}

// A verifier of one issuer whose keys are in a file.
class Tokens {
public:
    using Change = std::function<void(tokens::Issuer&)>;
    explicit Tokens(const Change& change) : Tokens({rsa().jwk(), ec().jwk()}, change) {}
    explicit Tokens(
        std::initializer_list<json::object> keys = {rsa().jwk(), ec().jwk()},
        const Change& change = [](auto&) {}) {
        publish(jwks(keys));
        tokens::Issuer issuer{.name = "corp", .url = kUrl, .audiences = {"pemba", "other"}};
        issuer.keys = tokens::KeysFile{file()};
        issuer.retry_interval = std::chrono::seconds(1);
        change(issuer);
        verifier_ = std::make_unique<tokens::Verifier>(std::vector{std::move(issuer)}, log_);
        verifier_->await_keys(std::chrono::seconds(60));
    }

    tokens::Verifier& operator*() { return *verifier_; }
    tokens::Verifier* operator->() { return verifier_.get(); }
    void publish(const std::string& keys) const {
        std::ofstream(file().string() + ".new") << keys;
        std::filesystem::permissions(file().string() + ".new", std::filesystem::perms(0600));
        std::filesystem::rename(file().string() + ".new", file());
    }

    keys::Key key(const std::string& token) {
        const auto verified = verifier_->verify(token, now());
        if (const auto* refusal = std::get_if<tokens::Refusal>(&verified))
            throw std::runtime_error("refused: " + refusal->detail);
        return *std::get<0>(verified);
    }
    // Nothing if the token is taken.
    std::optional<tokens::Refusal> refusal(const std::string& token, keys::Seconds at = now()) {
        const auto verified = verifier_->verify(token, at);
        if (const auto* refusal = std::get_if<tokens::Refusal>(&verified))
            return *refusal;
        return {};
    }

private:
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "jwks.json"; }

    TempStore folder_;
    log::Log log_{log::Level::Error, log::Format::Text};
    std::unique_ptr<tokens::Verifier> verifier_;
};

struct Bad {
    std::string name;
    Reason reason;
    std::string token;
};

void expect_refused(Tokens& tokens, const std::vector<Bad>& all) {
    for (const auto& [name, reason, token] : all) {
        const auto refusal = tokens.refusal(token);
        REQUIRE_MESSAGE(refusal, name);
        CHECK_MESSAGE(refusal->reason == reason, name << ": " << refusal->detail);
        CHECK_MESSAGE(tokens.refusal(token), name << ": the second time");
    }
}

std::string replaced(std::string text, std::string_view part, std::string_view by) {
    return text.replace(text.find(part), part.size(), by);
}

} // namespace

TEST_SUITE("tokens/verifier") {
    TEST_CASE("verifier: a token is a key, with its scopes, its expiry and a name no key has") {
        Tokens tokens;
        const keys::Key key = tokens.key(rsa().token(good()));
        CHECK(key.name == "corp:ann");
        CHECK(key.scopes.names() == std::vector<std::string>{"read", "check"});
        CHECK(!key.stores);
        CHECK(!key.namespaces);
        CHECK(key.expires->time_since_epoch().count() == good().at("exp").as_int64());
        CHECK(!keys::is_key_name(key.name));
    }
    TEST_CASE("verifier: every asymmetric algorithm is taken") {
        const SigningKey ed = SigningKey::ed25519("ed"), p384 = SigningKey::ec("p384", "P-384");
        Tokens tokens({rsa().jwk(), ec().jwk(), ed.jwk(), p384.jwk()});
        for (const SigningKey& key : {rsa(), ec(), ed, p384})
            CHECK_MESSAGE(!tokens.refusal(key.token(good())), key.algorithm);
        SigningKey other = rsa();
        for (const char* name : {"RS384", "RS512", "PS256", "PS384", "PS512"}) {
            other.algorithm = name;
            CHECK_MESSAGE(!tokens.refusal(other.token(good())), name);
        }
    }
    TEST_CASE("verifier: tokens whose signature is not the issuer's are refused") {
        Tokens tokens;
        const std::string token = rsa().token(good());
        const std::string ec_token = ec().token(good());
        const SigningKey stranger = SigningKey::ec("ec");
        const std::string unsigned_part = token.substr(0, token.rfind('.'));
        SigningKey pss = rsa();
        pss.algorithm = "PS256";
        json::object embedded{{"alg", "ES256"}, {"kid", "ec"}, {"jwk", stranger.jwk()}};
        json::object elsewhere{{"alg", "ES256"},
                               {"kid", "ec"},
                               {"jku", "https://evil.example/keys"},
                               {"x5u", "https://evil.example/cert"}};
        std::string n(rsa().jwk().at("n").as_string());
        expect_refused(
            tokens,
            {{"CVE-2022-23540: alg none", Reason::Token,
              to_base64url(R"({"alg":"none","kid":"rsa"})") + "." +
                  to_base64url(json::serialize(good())) + "."},
             {"alg nOnE with a signature", Reason::Token,
              to_base64url(R"({"alg":"nOnE","kid":"rsa"})") + "." +
                  to_base64url(json::serialize(good())) + ".AAAA"},
             {"CVE-2015-9235, CVE-2016-10555: HMAC with the public key", Reason::Token,
              hmac_token(n)},
             {"CVE-2022-23541: HMAC with the whole JWK", Reason::Token,
              hmac_token(json::serialize(rsa().jwk()))},
             {"HMAC with nothing", Reason::Token, hmac_token("")},
             {"CVE-2018-0114: a key in the header", Reason::Token,
              stranger.token(embedded, good())},
             {"a URL of keys in the header", Reason::Token, stranger.token(elsewhere, good())},
             {"another key under the kid", Reason::Token, stranger.token(good())},
             {"CVE-2022-21449: an ECDSA signature of zeros", Reason::Token,
              ec_token.substr(0, ec_token.rfind('.')) + "." + to_base64url(std::string(64, '\0'))},
             {"an ECDSA signature in DER", Reason::Token,
              ec_token.substr(0, ec_token.rfind('.')) + "." + to_base64url(std::string(70, '0'))},
             {"CVE-2022-23539: the type of another key", Reason::Token,
              ec().token({{"alg", "ES256"}, {"kid", "rsa"}}, good())},
             {"CVE-2024-33663: RS256 with the kid of an EC key", Reason::Token,
              rsa().token({{"alg", "RS256"}, {"kid", "ec"}}, good())},
             {"PSS that says that it is PKCS #1", Reason::Token,
              pss.token({{"alg", "RS256"}, {"kid", "rsa"}}, good())},
             {"no signature", Reason::Token, unsigned_part + "."},
             {"half a signature", Reason::Token, token.substr(0, token.size() - 170)},
             {"other claims under the signature", Reason::Token,
              unsigned_part.substr(0, unsigned_part.find('.') + 1) +
                  to_base64url(json::serialize(good("sub", "root"))) +
                  token.substr(token.rfind('.'))}});
    }
    TEST_CASE("verifier: tokens of another form are refused") {
        Tokens tokens;
        const std::string token = rsa().token(good());
        const std::string claims = json::serialize(good());
        constexpr const char* kHead = R"({"alg":"RS256","kid":"rsa"})";
        expect_refused(
            tokens,
            {{"CVE-2025-30204, CVE-2025-27144: dots", Reason::Token, std::string(8000, '.')},
             {"CVE-2024-33664: five parts, encrypted", Reason::Token, token + ".AAAA.AAAA"},
             {"longer than 8 KiB", Reason::Token,
              rsa().token(good("filler", std::string(8192, 'x')))},
             {"padding", Reason::Token, token + "="},
             {"base64 of the other alphabet", Reason::Token,
              replaced(token, token.substr(0, 1), "+")},
             {"white space", Reason::Token, token + " "},
             {"header that is no JSON", Reason::Token, raw_token("{", claims)},
             {"header that is a list", Reason::Token, raw_token("[]", claims)},
             {"claims that are no object", Reason::Token, raw_token(kHead, "\"x\"")},
             {"claims and more", Reason::Token, raw_token(kHead, claims + "{}")},
             {"a member twice in the claims", Reason::Token,
              raw_token(kHead, replaced(claims, "{", R"({"sub":"root",)"))},
             {"a member twice, escaped", Reason::Token,
              raw_token(kHead, replaced(claims, "{", "{\"s\\u0075b\":\"root\","))},
             {"a member twice in the header", Reason::Token,
              raw_token(R"({"alg":"none","alg":"RS256","kid":"rsa"})", claims)},
             {"nested deeply", Reason::Token,
              raw_token(kHead,
                        replaced(claims, "{",
                                 "{\"a\":" + std::string(100, '[') + std::string(100, ']') + ","))},
             {"CVE-2025-59420: crit", Reason::Token,
              rsa().token(header("crit", json::array{"exp"}), good())},
             {"b64", Reason::Token, rsa().token(header("b64", false), good())},
             {"zip", Reason::Token, rsa().token(header("zip", "DEF"), good())},
             {"a logout token's typ", Reason::Token,
              rsa().token(header("typ", "logout+jwt"), good())},
             {"typ that is no text", Reason::Token, rsa().token(header("typ", 1), good())},
             {"no kid", Reason::Token, rsa().token({{"alg", "RS256"}}, good())},
             {"kid that is no text", Reason::Token, rsa().token(header("kid", 7), good())},
             {"kid that names a file", Reason::Token,
              rsa().token(header("kid", "../../../dev/null"), good())},
             {"kid in another case", Reason::Token, rsa().token(header("kid", "RSA"), good())},
             {"alg that is no text", Reason::Token, rsa().token(header("alg", nullptr), good())},
             {"alg in another case", Reason::Token, rsa().token(header("alg", "rs256"), good())},
             {"alg that is not listed", Reason::Token,
              rsa().token(header("alg", "ES512"), good())}});
    }
    TEST_CASE("verifier: tokens whose claims do not hold are refused") {
        Tokens tokens;
        const auto bad = [](const char* name, Reason reason, const json::object& claims) {
            return Bad{name, reason, rsa().token(claims)};
        };
        expect_refused(
            tokens,
            {bad("another issuer", Reason::Issuer, good("iss", "https://evil.example")),
             bad("CVE-2024-53861: a part of the issuer", Reason::Issuer,
                 good("iss", "https://id.example")),
             bad("the issuer and more", Reason::Issuer, good("iss", std::string(kUrl) + "/")),
             bad("CVE-2025-30144: a list of issuers", Reason::Issuer,
                 good("iss", json::array{kUrl, "https://evil.example"})),
             bad("no issuer", Reason::Issuer, without("iss")),
             bad("another audience", Reason::Audience, good("aud", "billing")),
             bad("a part of the audience", Reason::Audience, good("aud", "pem")),
             bad("CVE-2020-26160: no audience in the list", Reason::Audience,
                 good("aud", json::array{})),
             bad("an audience that is no text", Reason::Audience,
                 good("aud", json::array{"pemba", 1})),
             bad("no audience", Reason::Audience, without("aud")),
             bad("expired", Reason::Expired, good("exp", in_seconds(0))),
             bad("no exp", Reason::Claims, without("exp")),
             bad("exp as a text", Reason::Claims, good("exp", std::to_string(in_seconds(3600)))),
             bad("exp beyond all times", Reason::Claims, good("exp", 1e300)),
             bad("exp before all times", Reason::Claims, good("exp", -1)),
             bad("nbf in the future", Reason::Claims, good("nbf", in_seconds(90))),
             bad("nbf that is null", Reason::Claims, good("nbf", nullptr)),
             bad("iat in the future", Reason::Claims, good("iat", in_seconds(90))),
             bad("no sub", Reason::Subject, without("sub")),
             bad("an empty sub", Reason::Subject, good("sub", "")),
             bad("a sub that is a number", Reason::Subject, good("sub", 7)),
             bad("a sub that forges a line of the log", Reason::Subject,
                 good("sub", "ann\nkey=root")),
             bad("a scope that is an object", Reason::Claims, good("scope", json::object{})),
             bad("RFC 9449: bound to a client's key", Reason::Claims,
                 good("cnf", json::object{{"jkt", "x"}})),
             bad("a logout token", Reason::Claims, good("events", json::object{}))});
    }
    TEST_CASE("verifier: clocks may differ by a minute, and an audience may be one of several") {
        Tokens tokens;
        CHECK(!tokens.refusal(rsa().token(good("nbf", in_seconds(30)))));
        CHECK(!tokens.refusal(rsa().token(good("iat", in_seconds(30)))));
        CHECK(!tokens.refusal(rsa().token(good("aud", json::array{"x", "other"}))));
        CHECK(!tokens.refusal(rsa().token(good("exp", in_seconds(3600) + 0.5))));
        CHECK(!tokens.refusal(rsa().token({{"alg", "RS256"}, {"kid", "rsa"}}, good())));
        CHECK(!tokens.refusal(rsa().token(header("typ", "application/AT+JWT"), good())));
    }
    TEST_CASE("verifier: a token without scopes of ours is somebody's and opens nothing") {
        Tokens tokens;
        for (const json::object& claims :
             {without("scope"), good("scope", "check read"), good("scope", "pemba:chec pemba:"),
              good("scope", "x-pemba:check"), good("scope", json::array{})})
            CHECK(tokens.key(rsa().token(claims)).scopes.empty());
    }
    TEST_CASE("verifier: claims are where the issuer's row says, as a text or a list") {
        Tokens tokens([](tokens::Issuer& issuer) {
            issuer.name_claim = "client_id";
            issuer.scope_claim = "roles";
            issuer.scope_prefix = "authz/";
            issuer.stores_claim = "stores";
            issuer.namespaces_claim = "types";
        });
        json::object claims = good("roles", json::array{"authz/admin", "authz/schema"});
        claims["client_id"] = "robot";
        claims["stores"] = json::array{"01A", "01B"};
        CHECK(tokens.refusal(rsa().token(claims))->reason == Reason::Claims); // unlimited types
        claims["types"] = json::array{};
        CHECK(tokens.refusal(rsa().token(claims))->reason == Reason::Claims);
        claims["types"] = "doc folder";
        const keys::Key key = tokens.key(rsa().token(claims));
        CHECK(key.name == "corp:robot");
        CHECK(key.scopes.names() == std::vector<std::string>{"schema", "admin"});
        CHECK(key.stores == std::vector<std::string>{"01A", "01B"});
        CHECK(key.namespaces == std::vector<std::string>{"doc", "folder"});
    }
    TEST_CASE("verifier: an algorithm that the issuer's row does not allow is refused") {
        Tokens tokens(
            [](tokens::Issuer& issuer) { issuer.algorithms = {tokens::Algorithm::ES256}; });
        CHECK(tokens.refusal(rsa().token(good()))->reason == Reason::Token);
        CHECK(!tokens.refusal(ec().token(good())));
    }
    TEST_CASE("verifier: a token is verified once, until it expires") {
        Tokens tokens;
        const std::string token = rsa().token(good());
        CHECK(!tokens.refusal(token));
        CHECK(!tokens.refusal(token));
        CHECK(tokens->statistics(now()).verified == 1);
        CHECK(tokens.refusal(token, now() + std::chrono::hours(2))->reason == Reason::Expired);
    }
    TEST_CASE("verifier: what keys that are gone have verified does not count") {
        Tokens tokens;
        const std::string token = rsa().token(good());
        CHECK(!tokens.refusal(token));
        tokens.publish(jwks({ec().jwk()}));
        tokens->look_for_new_keys();
        for (int i = 0; i < 600 && !tokens.refusal(token); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        CHECK(tokens.refusal(token)->reason == Reason::Token);
        CHECK(!tokens.refusal(ec().token(good())));
    }
    TEST_CASE("verifier: keys that are too old verify nothing, nor does what they have verified") {
        Tokens tokens;
        const std::string token = rsa().token(good("exp", in_seconds(10 * 86'400)));
        const auto later = now() + std::chrono::hours(25);
        CHECK(!tokens.refusal(token));
        CHECK(tokens.refusal(token, later)->reason == Reason::Token);
        CHECK(!tokens.refusal(token));
    }
    TEST_CASE("verifier: a refusal tells nothing of a token but its kid") {
        Tokens tokens;
        for (const std::string& token :
             {rsa().token(good("aud", "secret-a")), rsa().token(good("iss", "secret-b")),
              rsa().token(header("kid", std::string(200, 'k')), good()),
              raw_token("{\"secret-c\"", "{}")}) {
            const std::string detail = tokens.refusal(token)->detail;
            CHECK(detail.find("secret") == detail.npos);
            CHECK(detail.find(std::string(65, 'k')) == detail.npos);
            CHECK(detail.find(token.substr(token.size() - 20)) == detail.npos);
        }
    }
    TEST_CASE("verifier: many threads verify while the issuer changes its keys") {
        Tokens tokens;
        const std::string always = rsa().token(good()), sometimes = ec().token(good());
        std::atomic<int> refused = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&] {
                    for (int j = 0; j < 500; ++j) {
                        refused += tokens.refusal(always).has_value();
                        (void)tokens.refusal(sometimes);
                        std::this_thread::sleep_for(std::chrono::milliseconds(5));
                    }
                });
            for (const bool both : {false, true, false}) {
                tokens.publish(both ? jwks({rsa().jwk(), ec().jwk()}) : jwks({rsa().jwk()}));
                tokens->look_for_new_keys();
                std::this_thread::sleep_for(std::chrono::milliseconds(1100));
            }
        }
        CHECK(refused == 0);
    }
}
