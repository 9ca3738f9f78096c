// Tests of arguments.h and messages.h.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "arguments.h"
#include "messages/messages.h"

using namespace pemba;
using namespace pemba::client;
using namespace pemba::messages;

namespace {

std::string filter_text(const std::vector<std::string>& words) {
    return boost::json::serialize(filter_json(filter_from(words).value()));
}

} // namespace

TEST_SUITE("tools/pemba/arguments") {
    TEST_CASE("tuple: in three words or in one") {
        const auto one = tuple_from({"repository:pemba#push@team:core#member"}).value();
        CHECK(tuple_from({"repository:pemba", "push", "team:core#member"}).value() == one);
    }

    TEST_CASE("tuple: two words are refused with what to write") {
        const auto wrong = tuple_from({"repository:pemba", "push"});
        REQUIRE_FALSE(wrong);
        CHECK(wrong.error().message == "2 words where one or three are meant");
        CHECK(wrong.error().detail("hint").find("repository:pemba push user:ann") !=
              std::string::npos);
    }

    TEST_CASE("filter: a type, an id, a prefix, a relation and a subject") {
        CHECK(filter_text({"repository"}) == R"({"resourceType":"repository"})");
        CHECK(
            filter_text({"repository:pemba", "writer"}) ==
            R"({"resourceType":"repository","optionalResourceId":"pemba","optionalRelation":"writer"})");
        CHECK(filter_text({"repository:kube%"}) ==
              R"({"resourceType":"repository","optionalResourceIdPrefix":"kube"})");
        CHECK(filter_text({"repository", "", "team:core#member"}) ==
              R"({"resourceType":"repository","optionalSubjectFilter":{"subjectType":"team",)"
              R"("optionalSubjectId":"core","optionalRelation":{"relation":"member"}}})");
    }

    TEST_CASE("filter: a subject without a relation is said with #..., any relation without #") {
        CHECK(filter_from({"repository", "", "team#..."}).value().subject->relation == "");
        CHECK(filter_from({"repository", "", "team"}).value().subject->relation == std::nullopt);
    }

    TEST_CASE("filter: names that cannot be are refused with the reason") {
        CHECK(filter_from({"Repository"}).error().message ==
              "`Repository` is no filter: `Repository` is not the name of a type");
        CHECK(filter_from({"repository:a b"}).error().message ==
              "`repository:a b` is no filter: `a b` is not an object's id");
        CHECK_FALSE(filter_from({"repository", "Writer"}));
        CHECK_FALSE(filter_from({"repository", "writer", "user:"}));
        CHECK_FALSE(filter_from({""}));
    }

    TEST_CASE("consistency: nothing said is nothing sent; a zookie is sent as a token") {
        boost::json::object request;
        put_consistency({}, request);
        CHECK(request.empty());
        ConsistencyArguments consistency;
        consistency.at_least = "abc";
        put_consistency(consistency, request);
        CHECK(boost::json::serialize(request) ==
              R"({"consistency":{"atLeastAsFresh":{"token":"abc"}}})");
    }

    TEST_CASE("messages: a relationship survives the way to JSON and back") {
        for (const char* text :
             {"repository:pemba#writer@team:core#member", "document:a/b|c#viewer@user:*"}) {
            const RelationTuple tuple = parse_relation_tuple(text).value();
            CHECK(relationship_from(relationship_json(tuple)) == tuple);
        }
    }
}
