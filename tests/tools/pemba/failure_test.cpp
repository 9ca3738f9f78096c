// Tests of failure.h: what a server refuses, in words.
#include <doctest/doctest.h>

#include "failure.h"

using namespace pemba;
using namespace pemba::client;

namespace {

const auto kPlain = console::Style::plain();

std::string shown(int status, const char* body) {
    return error_text(error_from_answer(status, body), kPlain);
}

} // namespace

TEST_SUITE("tools/pemba/failure") {
    TEST_CASE("failure: message, code, reason and what the server names") {
        CHECK(shown(400,
                    R"({"code": 9, "message": "object definition `paper` not found", "details": [{
                  "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                  "reason": "ERROR_REASON_UNKNOWN_DEFINITION", "domain": "authzed.com",
                  "metadata": {"definition_name": "paper", "relation": ""}}]})") ==
              "error: object definition `paper` not found\n"
              "  code             FAILED_PRECONDITION\n"
              "  reason           ERROR_REASON_UNKNOWN_DEFINITION\n"
              "  definition_name  paper\n");
    }

    TEST_CASE("failure: OpenFGA's API names its codes") {
        const Error error =
            error_from_answer(404, R"({"code": "store_id_not_found", "message": "no such store"})");
        CHECK(error.message == "no such store");
        CHECK(error.detail("code") == "store_id_not_found");
    }

    TEST_CASE("failure: a broken field rule names the field") {
        const std::string text =
            shown(400, R"({"code": 3, "message": "validation error", "details": [{
            "@type": "type.googleapis.com/buf.validate.Violations",
            "violations": [{"field": {"elements": [{"fieldName": "updates", "index": "0"},
                                                   {"fieldName": "relationship"}]}},
                           {"field": "items[3].permission"}]}]})");
        CHECK(text.find("field  updates[0].relationship\n") != std::string::npos);
        CHECK(text.find("field  items[3].permission\n") != std::string::npos);
    }

    TEST_CASE("failure: the last line of a stream is read as well") {
        const Error error =
            error_from_answer(200, R"({"error":{"code":3,"message":"bad cursor","details":[]}})"
                                   "\n");
        CHECK(error.message == "bad cursor");
        CHECK(error.detail("code") == "INVALID_ARGUMENT");
    }

    TEST_CASE("failure: a missing key and one that opens too little say what to do") {
        CHECK(shown(401, R"({"code":16,"message":"invalid preshared key","details":[]})")
                  .find("hint: give a key that the server knows") != std::string::npos);
        CHECK(shown(403, R"({"code":7,"message":"invalid preshared key","details":[]})")
                  .find("hint: this key does not open the call") != std::string::npos);
    }

    TEST_CASE("failure: an answer that is not the API's is quoted") {
        const std::string text = shown(502, "<html>bad gateway</html>");
        CHECK(text.find("HTTP 502") != std::string::npos);
        CHECK(text.find("<html>bad gateway</html>") != std::string::npos);
    }

    TEST_CASE("failure: as JSON it is the server's own error, or one made here") {
        const Error server = error_from_answer(400, R"({"code":3,"message":"m","details":[]})");
        CHECK(error_json(server) == R"({"error":{"code":3,"message":"m","details":[]}})");
        CHECK(error_json(Error{ErrorCode::InvalidTuple, "bad", {}}) ==
              R"({"error":{"code":"InvalidTuple","message":"bad","details":{}}})");
    }
}
