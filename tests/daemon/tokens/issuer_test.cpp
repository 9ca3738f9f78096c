// The file of issuers: what it may say, and what is refused.
#include "tokens/issuer.h"

#include <doctest/doctest.h>

using namespace pemba;

namespace {

constexpr const char* kLeast = "[[issuer]]\nname = \"corp\"\nurl = \"https://id.example.com\"\n"
                               "audiences = [\"pemba\"]\n";

std::string problem(const std::string& text) {
    const auto issuers = tokens::parse_issuers(text);
    return issuers ? "none" : issuers.error().message;
}

} // namespace

TEST_SUITE("tokens/issuer") {
    TEST_CASE("issuer: name, URL and audiences suffice") {
        const auto issuers = tokens::parse_issuers(kLeast);
        REQUIRE(issuers);
        REQUIRE(issuers->size() == 1);
        const tokens::Issuer& issuer = issuers->front();
        CHECK(issuer.url == "https://id.example.com");
        CHECK(std::holds_alternative<tokens::Discovered>(issuer.keys));
        CHECK(issuer.algorithms == tokens::all_algorithms());
        CHECK(issuer.scope_prefix == "pemba:");
        CHECK(!issuer.stores_claim);
    }
    TEST_CASE("issuer: everything can be said") {
        const auto issuers = tokens::parse_issuers(
            std::string(kLeast) +
            "jwks-url = \"https://id.example.com/keys\"\nca-file = \"/etc/corp.pem\"\n"
            "algorithms = [\"ES256\", \"EdDSA\"]\nname-claim = \"client_id\"\n"
            "scope-claim = \"scp\"\nscope-prefix = \"authz/\"\nstores-claim = \"stores\"\n"
            "namespaces-claim = \"types\"\nrefresh-interval = 600\nretry-interval = 5\n"
            "max-key-age = 7200\nrequests-a-second = 5\ntuple-reads-a-second = 1000\n");
        REQUIRE(issuers);
        const tokens::Issuer& issuer = issuers->front();
        CHECK(std::get<tokens::KeysUrl>(issuer.keys).url == "https://id.example.com/keys");
        CHECK(issuer.algorithms.size() == 2);
        CHECK(issuer.namespaces_claim == "types");
        CHECK(issuer.max_key_age == std::chrono::hours(2));
        CHECK(issuer.a_second.requests == 5);
        CHECK(issuer.a_second.tuple_reads == 1'000);
    }
    TEST_CASE("issuer: what is not understood, or opens too much, is refused") {
        const std::string least = kLeast;
        struct Case {
            std::string text, problem;
        };
        for (const auto& [text, expected] : std::initializer_list<Case>{
                 {"", "there are not 1 to 16"},
                 {"issuer = 1", "is not `[[issuer]]`"},
                 {"[[issuer]]\nname = \"a b\"", "`name` is not"},
                 // CVE-2026-55689: an audience that is not set is not enforced.
                 {"[[issuer]]\nname = \"a\"\nurl = \"https://a.b\"", "`audiences`"},
                 {"[[issuer]]\nname = \"a\"\nurl = \"https://a.b\"\naudiences = []", "`audiences`"},
                 {"[[issuer]]\nname = \"a\"\nurl = \"https://a.b\"\naudiences = [\"\"]",
                  "`audiences`"},
                 {"[[issuer]]\nname = \"a\"\nurl = \"http://a.b\"\naudiences = [\"x\"]",
                  "`url` is not https"},
                 {least + "audience = \"x\"", "line 1: there is no field `audience`"},
                 {least + "algorithms = [\"none\"]", "there is no algorithm `none`"},
                 {least + "algorithms = [\"HS256\"]", "there is no algorithm `HS256`"},
                 {least + "algorithms = []", "`algorithms`"},
                 {least + "jwks-url = \"http://id.example.com/keys\"", "`jwks-url` is not https"},
                 {least + "jwks-url = \"file:///etc/keys\"", "`jwks-url` is not https"},
                 {least + "jwks-url = \"https://a.b/\"\njwks-file = \"x\"", "both say"},
                 {least + "scope-prefix = \"\"", "`scope-prefix`"},
                 {least + "stores-claim = 1", "`stores-claim`"},
                 {least + "retry-interval = 0", "`retry-interval`"},
                 {least + "requests-a-second = 0", "`requests-a-second` is no number from 1"},
                 {least + "max-key-age = 60", "`max-key-age` is not longer"},
                 {least + least, "line 5: an issuer of this name"}})
            CHECK_MESSAGE(problem(text).find(expected) != std::string::npos,
                          text << " → " << problem(text));
    }
    TEST_CASE("issuer: keys come over https, or from this machine if the issuer is there too") {
        const std::string here = "http://127.0.0.1:1", there = "https://id.example.com";
        CHECK(tokens::is_fetchable("https://id.example.com/keys", there));
        CHECK(tokens::is_fetchable("http://127.0.0.1:8080/keys", here));
        for (const char* url :
             {"http://127.0.0.1:8080/keys", "http://id.example.com/keys", "https://", "https:///x",
              "https://id.example.com@evil.example/", "https://a.b\\@evil.example/", "ftp://a.b/",
              "file:///etc/passwd", "//a.b/", ""})
            CHECK_MESSAGE(!tokens::is_fetchable(url, there), url);
        for (const char* url : {"http://127.0.0.1.evil.example/", "http://localhost.evil.example/"})
            CHECK_MESSAGE(!tokens::is_fetchable(url, here), url);
    }
}
