// Tests of tuple_file.h: every form of a list of tuples says the same.
#include <doctest/doctest.h>

#include "openfga/tuple_file.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::openfga;
using pemba::testing::must;

namespace {

std::vector<std::string> read(const std::string& text, const std::string& file) {
    std::vector<std::string> texts;
    for (const RelationTuple& tuple : must(read_tuples(text, file)))
        texts.push_back(to_string(tuple));
    return texts;
}

std::string refusal(const std::string& text, const std::string& file) {
    const auto tuples = read_tuples(text, file);
    REQUIRE(!tuples);
    return tuples.error().message;
}

const char* const kHeader = "object_id,user_type,user_id,user_relation,relation,object_type,"
                            "condition_name,condition_context\n";

} // namespace

TEST_SUITE("tools/openfga/tuple_file") {
    TEST_CASE("tuple file: YAML, JSON, JSON lines and CSV") {
        const std::vector<std::string> expected{"doc:1#viewer@team:x#member",
                                                R"(doc:2#viewer@user:ann[c:{"n":1}])"};
        CHECK(read("- {user: 'team:x#member', relation: viewer, object: 'doc:1'}\n"
                   "- user: user:ann\n  relation: viewer\n  object: doc:2\n"
                   "  condition: {name: c, context: {n: 1}}\n",
                   "t.yaml") == expected);
        const std::string one = R"({"user":"team:x#member","relation":"viewer","object":"doc:1"})";
        const std::string two = R"({"user":"user:ann","relation":"viewer","object":"doc:2",)"
                                R"("condition":{"name":"c","context":{"n":1}}})";
        CHECK(read("[" + one + "," + two + "]", "t.json") == expected);
        CHECK(read(R"({"tuples":[{"key":)" + one + R"(,"timestamp":""},)" + two +
                       R"(],"continuation_token":""})",
                   "t.json") == expected);
        CHECK(read(one + "\n\n" + two, "t.jsonl") == expected);
        CHECK(read(kHeader + std::string("1,team,x,member,viewer,doc,,\n"
                                         "2,user,ann,,viewer,doc,c,\"{\"\"n\"\":1}\"\n"),
                   "t.csv") == expected);
    }

    TEST_CASE("tuple file: what is wrong is told with its place") {
        CHECK(refusal("- {user: 'user:a', relation: v, object: 'doc:1'}\n- {user: x}", "t.yaml")
                  .starts_with("t.yaml:2: "));
        CHECK(refusal("[{}]", "t.json").starts_with("t.json: tuple 1: "));
        CHECK(refusal("\n{", "t.jsonl").starts_with("t.jsonl:2: "));
        CHECK(refusal(kHeader + std::string("1,user\n"), "t.csv") ==
              "t.csv:2: 2 fields where there are 8 columns");
        CHECK(refusal(kHeader + std::string("1,user,ann,,viewer,doc,,{}\n"), "t.csv") ==
              "t.csv:2: a condition's context without its name");
        CHECK(refusal("user_type,user_id\n", "t.csv") == "t.csv:1: column `relation` is missing");
        CHECK(refusal("user_typ\n", "t.csv").starts_with("t.csv:1: there is no column `user_typ`"));
        CHECK(refusal("", "t.txt").find("`t.txt` is no file of tuples") == 0);
    }
}
