// Tests of the API's messages: what a tuple carries goes to the server and comes back.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "messages/messages.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::messages;
using namespace pemba::testing;

TEST_SUITE("tools/messages/messages") {
    TEST_CASE("messages: a tuple comes back as it was sent, with its condition and its expiry") {
        for (const char* text :
             {"doc:1#viewer@user:ann", "doc:1#viewer@team:core#member", "doc:1#viewer@user:*",
              "doc:1#viewer@user:ann[under]", "doc:1#viewer@user:ann[under:{\"max\":5}]",
              "doc:1#viewer@user:ann[expiration:2030-01-01T00:00:00Z]",
              "doc:1#viewer@user:ann[under:{\"max\":5,\"day\":\"mon\"}]"
              "[expiration:2030-01-01T00:00:00Z]"}) {
            const RelationTuple tuple = tuple_of(text);
            CHECK(to_string(relationship_from(relationship_json(tuple))) == text);
        }
    }

    TEST_CASE(
        "messages: a filter comes back as it was sent, with what is empty and what is absent") {
        const TupleFilter all{"doc", "1", {}, "viewer", SubjectFilter{"team", "core", "member"}};
        const TupleFilter none_of_it{{}, {}, "do", {}, SubjectFilter{"user", {}, ""}};
        for (const TupleFilter& filter : {all, none_of_it, TupleFilter{}})
            CHECK((filter_from(filter_json(filter)) == filter));
    }
}
