// What OpenFGA's API refuses, in which order, and how it says so.
#include <doctest/doctest.h>

#include "daemon/api/openfga/fga_store.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("api/openfga/bad_input") {
    TEST_CASE("bad input: every broken rule is told, under the code of the first") {
        const FgaStore store;
        const Answer none = store.post("/check", R"({"tuple_key":{}})");
        CHECK(none.status == 400);
        CHECK(fga_code(none) == "validation_error");
        CHECK(count(none.body, "invalid CheckRequestTupleKey.") == 3);
        CHECK(fga_code(store.post("/check", "{}")) == "tuple_key_value_not_specified");
        CHECK(fga_code(store.post("/check", R"({"tupleKey":{}})")) ==
              "tuple_key_value_not_specified");
        CHECK(fga_code(store.post("/read", R"({"page_size":0})")) == "page_size_invalid");
        CHECK(fga_code(store.daemon().ask("GET", "/stores/abc")) == "validation_error");
    }
    TEST_CASE("bad input: JSON that is none, or of the wrong shape") {
        const FgaStore store;
        for (const char* body :
             {"{", "hello", "[]", "null", R"({"tuple_key":5})", R"({"tuple_key":{"user":5}})",
              R"({"context":[1]})", R"({"trace":true,"trace":true})", R"({"trace":"true"})"})
            CHECK_MESSAGE(fga_code(store.post("/check", body)) == "validation_error", body);
        const Answer stream = store.post("/streamed-list-objects", "{");
        CHECK(fga_code(stream) == "validation_error");
    }
    TEST_CASE("bad input: the key comes before the JSON and the rules") {
        const FgaStore store;
        const std::string check = store.path() + "/check";
        const auto without_key = [&](const std::string& path, const std::string& body,
                                     const std::string& authorization) {
            return store.daemon().ask("POST", path, body, {{"Authorization", authorization}});
        };
        const std::string good = R"({"tuple_key":)" + tuple_key("document:1#viewer@user:ann") + "}";
        CHECK(without_key(check, "{}", "").status == 401);
        CHECK(without_key(check, good, "").status == 401);
        CHECK(fga_code(without_key(check, good, "")) == "bearer_token_missing");
        CHECK(fga_code(without_key(check, good, "Basic abc")) == "bearer_token_missing");
        CHECK(fga_code(without_key(check, good, "Bearer wrong")) == "unauthenticated");
        CHECK(without_key(check, good, "Bearer wrong").header("WWW-Authenticate").empty());
        const Answer stream =
            without_key(store.path() + "/streamed-list-objects",
                        R"({"type":"document","relation":"viewer","user":"user:a"})", "");
        CHECK(stream.status == 401);
        CHECK(stream.body ==
              "{\"error\":{\"code\":16,\"message\":\"missing bearer token\",\"details\":[]}}\n");
    }
    TEST_CASE("bad input: unknown paths and methods are answered as the peer does") {
        const FgaStore store;
        const Answer path = store.post("/nothing", "{}");
        CHECK(path.status == 404);
        CHECK(fga_code(path) == "undefined_endpoint");
        const Answer method = store.get("/check");
        CHECK(method.status == 404);
        CHECK(fga_code(method) == "unimplemented");
        CHECK(fga_code(store.daemon().ask("PATCH", store.path(), "{}")) == "unimplemented");
    }
    TEST_CASE("bad input: a body over the limit") {
        const FgaStore store({.openfga_max_body_bytes = 4'096});
        const Answer answer = store.post("/check", std::string(5'000, ' '));
        CHECK(answer.status == 500);
        CHECK(fga_code(answer) == "resource_exhausted");
    }
    TEST_CASE("headers: every answer names its request and its store") {
        const FgaStore store;
        const Answer answer =
            store.daemon().ask("POST", store.path() + "/read", "{}", {{"X-Request-Id", "mine-1"}});
        CHECK(answer.header("X-Request-ID") == "mine-1");
        CHECK(answer.header("fga-request-id") == "mine-1");
        CHECK(answer.header("Openfga-Store-Id") == store.id());
    }
    TEST_CASE("headers: pages of other origins may not ask, unless the server was told") {
        const FgaStore closed;
        const Answer refused =
            closed.daemon().ask("OPTIONS", closed.path() + "/check", "", {{"Origin", "https://e"}});
        CHECK(fga_code(refused) == "unimplemented");
        const Answer unread =
            closed.daemon().ask("GET", closed.path(), "", {{"Origin", "https://e"}});
        CHECK(unread.header("Access-Control-Allow-Origin").empty());
        CHECK(unread.header("Cache-Control") == "no-store");
        CHECK(unread.header("X-Content-Type-Options") == "nosniff");
        config::Config config;
        config.cors_origin = "https://example.com https://e";
        const FgaStore store(config);
        const Answer before =
            store.daemon().ask("OPTIONS", store.path() + "/check", "",
                               {{"Origin", "https://example.com"},
                                {"Access-Control-Request-Method", "POST"},
                                {"Access-Control-Request-Headers", "authorization,content-type"}});
        CHECK(before.status == 204);
        CHECK(before.header("Access-Control-Allow-Origin") == "https://example.com");
        CHECK(before.header("Access-Control-Allow-Methods") == "POST");
        CHECK(before.header("Access-Control-Allow-Headers") == "authorization,content-type");
        const Answer after = store.daemon().ask("GET", store.path(), "", {{"Origin", "https://e"}});
        CHECK(after.header("Access-Control-Allow-Origin") == "https://e");
        CHECK(after.header("Access-Control-Allow-Credentials").empty());
        const Answer other = store.daemon().ask("GET", store.path(), "", {{"Origin", "https://x"}});
        CHECK(other.header("Access-Control-Allow-Origin").empty());
        CHECK(store.get("").header("Access-Control-Allow-Origin").empty());
    }
}
