// Tests of tuple_key.h: OpenFGA's tuples in and out.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "openfga/tuple_key.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::openfga;
using pemba::testing::must;

namespace {

Result<RelationTuple> read(const char* text) {
    return tuple_from(boost::json::parse(text));
}

} // namespace

TEST_SUITE("tools/openfga/tuple_key") {
    TEST_CASE("tuple key: what is written is read back, names as they are") {
        for (const char* text :
             {R"({"user":"user:anne@example.com","relation":"owner","object":"doc:a[1]\\b"})",
              R"({"user":"user:*","relation":"viewer","object":"doc:1"})",
              R"({"user":"team:x#member","relation":"viewer","object":"doc:1",)"
              R"("condition":{"name":"on_day","context":{"day":"monday","n":[1,2.5E0]}}})",
              R"({"user":"user:a","relation":"v","object":"doc:1","condition":{"name":"c"}})"})
            CHECK(boost::json::serialize(tuple_key(must(read(text)))) == text);
    }

    TEST_CASE("tuple key: an answer of a read is one too") {
        const auto tuple = must(
            read(R"({"key":{"user":"user:a","relation":"v","object":"doc:1","condition":null},)"
                 R"("timestamp":"2024-01-01T00:00:00Z"})"));
        CHECK(to_string(tuple) == "doc:1#v@user:a");
    }

    TEST_CASE("tuple key: what is malformed, missing or mistyped is refused") {
        for (const char* text :
             {R"([])", R"({"user":"user:a","relation":"v"})",
              R"({"user":1,"relation":"v","object":"doc:1"})",
              R"({"user":"user","relation":"v","object":"doc:1"})",
              R"({"user":"user:a","relation":"v","object":"doc:*"})",
              R"({"user":"user:*#x","relation":"v","object":"doc:1"})",
              R"({"user":"user:a","relation":"a b","object":"doc:1"})",
              R"({"user":"user:a","relation":"v","object":"doc:1","conditon":{"name":"c"}})",
              R"({"user":"user:a","relation":"v","object":"doc:1","condition":{"context":{}}})",
              R"({"user":"user:a","relation":"v","object":"doc:1","condition":"c"})"})
            CHECK_MESSAGE(!read(text), text);
    }
}
