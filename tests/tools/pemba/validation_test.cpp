// Tests of validation files: what is read, what passes, and how what does not is told.
#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>

#include "support/must.h"
#include "support/temp_store.h"
#include "validation.h"

using namespace pemba;
using namespace pemba::client;
using namespace pemba::testing;

namespace {

const char* const kSchema = R"(schema: |-
  caveat under(max int, used int) { used < max }
  definition user {}
  definition team {
    relation member: user
  }
  definition doc {
    relation viewer: user | user:* | user with under | team#member
    relation banned: user
    permission view = viewer - banned
  }
)";

class Folder {
public:
    std::string write(const char* name, const std::string& text) {
        const auto path = folder_.path() / name;
        std::ofstream(path) << text;
        return path.string();
    }
    ValidationResult validate(const std::string& rest) {
        return must(validate_file(must(read_validation_file(write("file.yaml", kSchema + rest)))));
    }

private:
    TempStore folder_;
};

} // namespace

TEST_SUITE("tools/pemba/validation") {
    TEST_CASE("validation: assertions and expected relations that are right pass") {
        Folder folder;
        auto result = folder.validate(R"(relationships: |
  // people
  doc:1#viewer@user:ann
  doc:1#viewer@user:bob[under:{"max":5}]
  doc:1#viewer@team:core#member
  team:core#member@user:cid
  doc:2#viewer@user:*
  doc:2#banned@user:eve
assertions:
  assertTrue:
    - 'doc:1#view@user:ann'
    - 'doc:1#view@user:bob with {"used": 4}'
    - 'doc:2#view@user:anybody'
  assertCaveated: [ 'doc:1#view@user:bob' ]
  assertFalse: [ 'doc:1#view@user:bob with {"used": 5}', 'doc:2#view@user:eve' ]
validation:
  doc:1#view:
    - "[user:ann] is <doc:1#viewer>"
    - "[user:bob[...]] is <doc:1#viewer>"
    - "[team:core#member] is <doc:1#viewer>"
    - "[user:cid] is <team:core#member>"
  doc:2#view:
    - "[user:* - {user:eve}] is <doc:2#viewer>"
)");
        CHECK(result.assertions == 6);
        CHECK(result.expected == 2);
        for (const auto& problem : result.problems)
            FAIL(problem.text);
    }

    TEST_CASE(
        "validation: what is wrong is told with its line, what was expected and what was found") {
        Folder folder;
        auto result = folder.validate(R"(relationships: |
  doc:1#viewer@user:bob[under:{"max":5}]
assertions:
  assertTrue:
    - 'doc:1#view@user:bob'
validation:
  doc:1#view:
    - "[user:ann] is <doc:1#viewer>"
)");
        REQUIRE(result.problems.size() == 3);
        CHECK(result.problems[0].line == 16);
        CHECK(result.problems[0].text ==
              "doc:1#view@user:bob: expected yes, found conditional, which lacks used");
        CHECK(result.problems[1].text ==
              "doc:1#view: expected, not found: [user:ann] is <doc:1#viewer>");
        CHECK(result.problems[2].text ==
              "doc:1#view: found, not expected: [user:bob[...]] is <doc:1#viewer>");
    }

    TEST_CASE("validation: rows are compared whatever the order of their lists") {
        CHECK(must(canonical_row("[user:a] is <doc:2#x>/<doc:1#x>")) ==
              "[user:a] is <doc:1#x>/<doc:2#x>");
        CHECK(must(canonical_row("[user:* - {user:b, user:a}] is <doc:1#x>")) ==
              "[user:* - {user:a,user:b}] is <doc:1#x>");
        CHECK(!canonical_row("user:a is doc"));
    }

    TEST_CASE("validation: files that make no sense are refused with the line") {
        Folder folder;
        const auto refused = [&](const std::string& text) {
            auto file = read_validation_file(folder.write("bad.yaml", text));
            REQUIRE(!file);
            return file.error().message;
        };
        CHECK(refused("[1, 2").find("bad.yaml:") != std::string::npos);
        CHECK(refused("relationships: ''").find("neither `schema` nor `schemaFile`") !=
              std::string::npos);
        CHECK(
            refused(std::string(kSchema) + "relationships: |\n  doc:1#viewer@user:a\n  nonsense\n")
                .find("`nonsense`") != std::string::npos);
        CHECK(refused(std::string(kSchema) +
                      "relationships: |\n  doc:1#viewer@user:a\n  doc:1#viewer@user:a\n")
                  .find("stands twice") != std::string::npos);
        CHECK(refused("validation_tuples: []").find("old format") != std::string::npos);
    }

    TEST_CASE("validation: a schema in a file of its own is found beside the file") {
        Folder folder;
        folder.write("own.zed", "definition user {}\ndefinition doc { relation viewer: user }");
        const auto file = must(read_validation_file(
            folder.write("outer.yaml", "schemaFile: own.zed\nrelationships: 'doc:1#viewer@user:a'\n"
                                       "assertions:\n  assertTrue: ['doc:1#viewer@user:a']\n")));
        CHECK(must(validate_file(file)).problems.empty());
    }

    TEST_CASE("validation: a file that cannot be read is told with its place, once") {
        Folder folder;
        const std::string path =
            folder.write("file.yaml", "schema: |\n  definition user {}\nx: y: z\n");
        const auto file = read_validation_file(path);
        REQUIRE_FALSE(file);
        CHECK(file.error().message.starts_with(path + ":3: "));
        CHECK(file.error().message.find(path, 1) == std::string::npos);
        CHECK(read_validation_file("/nowhere").error().message ==
              "cannot open `/nowhere`: No such file or directory");
    }
}
