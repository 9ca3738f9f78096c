// Which keys of an issuer are taken, and the strict texts that they and tokens are made of.
#include "tokens/key_ring.h"

#include <doctest/doctest.h>

#include "daemon/tokens/signing_key.h"
#include "tokens/base64url.h"
#include "tokens/json_object.h"

using namespace pemba;
using namespace pemba::testing;
namespace json = boost::json;

namespace {

template <class Value>
json::object with(json::object jwk, std::string_view name, const Value& value) {
    jwk[name] = value;
    return jwk;
}

} // namespace

TEST_SUITE("tokens/key_ring") {
    TEST_CASE("key ring: keys that must not verify tokens are passed over") {
        const SigningKey good = SigningKey::ec("good"), bad = SigningKey::ec("bad");
        const SigningKey rsa = SigningKey::rsa("bad");
        const json::object ed = SigningKey::ed25519("bad").jwk();
        struct Case {
            std::string name;
            json::object jwk;
        };
        for (const auto& [name, jwk] : std::initializer_list<Case>{
                 {"RSA of 1024 bits", SigningKey::rsa("bad", 1024).jwk()},
                 {"RSA of 16384 bits", with(rsa.jwk(), "n", to_base64url(std::string(2048, 'x')))},
                 {"RSA with the exponent 1", with(rsa.jwk(), "e", to_base64url("\1"))},
                 {"RSA with an even exponent", with(rsa.jwk(), "e", to_base64url("\2"))},
                 {"RSA with a huge exponent", with(rsa.jwk(), "e", rsa.jwk().at("n"))},
                 {"for encryption", with(bad.jwk(), "use", "enc")},
                 {"without the operation", with(bad.jwk(), "key_ops", json::array{"sign"})},
                 {"for an algorithm of another type", with(bad.jwk(), "alg", "RS256")},
                 {"for HMAC", with(bad.jwk(), "alg", "HS256")},
                 {"for another curve's algorithm", with(bad.jwk(), "alg", "ES384")},
                 {"of another curve than its point", with(bad.jwk(), "crv", "P-384")},
                 {"a point that is not on the curve",
                  with(bad.jwk(), "x", to_base64url(std::string(32, '\1')))},
                 {"a coordinate that is short",
                  with(bad.jwk(), "y", to_base64url(std::string(31, '\1')))},
                 {"Ed25519 that is short", with(ed, "x", "AAAA")},
                 {"another curve", with(ed, "crv", "X25519")},
                 {"a secret", {{"kid", "bad"}, {"kty", "oct"}, {"k", "c2VjcmV0"}}},
                 {"a private key", with(bad.jwk(), "d", "AAAA")},
                 {"without a kid", with(bad.jwk(), "kid", nullptr)},
                 {"of no type", with(bad.jwk(), "kty", 1)}}) {
            const auto ring = tokens::KeyRing::parse(jwks({jwk, good.jwk()}));
            REQUIRE_MESSAGE(ring, name);
            CHECK_MESSAGE(ring->size() == 1, name);
            CHECK_MESSAGE(ring->unused() == 1, name);
            CHECK_MESSAGE(!tokens::KeyRing::parse(jwks({jwk})), name);
        }
    }
    TEST_CASE("key ring: a key is found by its kid and only for the algorithms that it is for") {
        using tokens::Algorithm;
        const SigningKey ec = SigningKey::ec("a"), rsa = SigningKey::rsa("a");
        const auto ring = tokens::KeyRing::parse(jwks({ec.jwk(), with(rsa.jwk(), "alg", "PS256")}));
        REQUIRE(ring);
        CHECK(ring->find("a", Algorithm::ES256) != nullptr);
        CHECK(ring->find("a", Algorithm::PS256) != nullptr);
        CHECK(ring->find("a", Algorithm::RS256) == nullptr);
        CHECK(ring->find("a", Algorithm::ES384) == nullptr);
        CHECK(ring->find("", Algorithm::ES256) == nullptr);
        CHECK(ring->find("A", Algorithm::ES256) == nullptr);
    }
    TEST_CASE("key ring: what is no set of keys is refused") {
        std::string many;
        for (int i = 0; i < 101; ++i)
            many += i == 0 ? "{}" : ",{}";
        for (const std::string& text :
             {std::string("{}"), std::string("[]"), std::string(R"({"keys":{}})"),
              std::string(R"({"keys":[]})"), std::string(R"({"keys":[1]})"),
              std::string(R"({"keys":[],"keys":[]})"), "{\"keys\":[" + many + "]}"})
            CHECK_MESSAGE(!tokens::KeyRing::parse(text), text);
    }
    TEST_CASE("base64url: bytes have one text") {
        CHECK(tokens::from_base64url("") == "");
        CHECK(tokens::from_base64url("_-8") == "\xFF\xEF");
        for (const std::string& bytes :
             {std::string("a"), std::string("ab"), std::string("abc"), std::string("\0\xFF", 2)})
            CHECK(tokens::from_base64url(to_base64url(bytes)) == bytes);
        for (const char* text :
             {"A", "AB", "AAB", "AA==", "A A", "+AAA", "/AAA", "AAAAA", "\xC3\xA4"})
            CHECK_MESSAGE(!tokens::from_base64url(text), text);
    }
    TEST_CASE("json: an object has each member once, in UTF-8, and ends") {
        CHECK(tokens::parse_object(R"({"a":{"b":1},"c":{"b":[{"b":2}]}})"));
        for (const char* text :
             {R"({"a":1,"a":1})", R"({"a":1,"\u0061":2})", R"({"x":[{"b":1,"b":2}]})", "{} {}", "{",
              "", "1", "{\"a\":\"\xFF\"}", "{\"a\":1,}", "{/**/}", "{'a':1}"})
            CHECK_MESSAGE(!tokens::parse_object(text), text);
    }
}
