// Tests of store_file.h: what is read, and what is refused because it would not be run.
#include <doctest/doctest.h>

#include <fstream>

#include "openfga/store_file.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::openfga;
using pemba::testing::must;

namespace {

const char* const kModel = "model: |\n"
                           "  model\n"
                           "    schema 1.1\n"
                           "  type user\n"
                           "  type doc\n"
                           "    relations\n"
                           "      define viewer: [user]\n";

class Folder {
public:
    std::string write(const std::string& name, const std::string& text) {
        std::ofstream(folder_.path() / name) << text;
        return (folder_.path() / name).string();
    }
    Result<StoreFile> read(const std::string& text) {
        return read_store_file(write("x.fga.yaml", text), ExternalFiles::Refused);
    }
    std::string refusal(const std::string& rest) {
        const auto file = read(kModel + rest);
        REQUIRE_MESSAGE(!file, rest);
        return file.error().message;
    }

private:
    testing::TempStore folder_;
};

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("tools/openfga/store_file") {
    TEST_CASE("store file: users and objects are multiplied, each assertion keeps its line") {
        Folder folder;
        const auto file = must(folder.read(kModel + std::string(R"(tests:
- name: t
  check:
  - users: ['user:a', 'user:b']
    objects: ['doc:1', 'doc:2']
    context: {n: 1, s: '1'}
    assertions:
      viewer: true
  list_users:
  - object: doc:1
    user_filter: [{type: team, relation: member}]
    assertions: {viewer: {users: []}}
)")));
        CHECK(file.name == "x");
        REQUIRE(file.tests.size() == 1);
        const StoreTest& test = file.tests[0];
        REQUIRE(test.checks.size() == 4);
        CHECK(test.checks[3].user == "user:b");
        CHECK(test.checks[3].object == "doc:2");
        CHECK(test.checks[3].context == R"({"n":1,"s":"1"})");
        CHECK(test.checks[3].line == 15);
        REQUIRE(test.list_users.size() == 1);
        CHECK(test.list_users[0].user_relation == "member");
    }

    TEST_CASE("store file: tuples of the file and of those that it names are one list") {
        Folder folder;
        folder.write("a.jsonl", R"({"user":"user:b","relation":"viewer","object":"doc:1"})");
        folder.write("b.csv", "user_type,user_id,relation,object_type,object_id\n"
                              "user,c,viewer,doc,1\n");
        const auto file = must(folder.read(
            kModel + std::string("tuples: [{user: 'user:a', relation: viewer, object: 'doc:1'}]\n"
                                 "tuple_file: a.jsonl\ntuple_files: [b.csv]\n")));
        REQUIRE(file.tuples.size() == 3);
        CHECK(to_string(file.tuples[1]) == "doc:1#viewer@user:b");
        CHECK(to_string(file.tuples[2]) == "doc:1#viewer@user:c");
    }

    TEST_CASE("store file: a model stands in a file, in JSON or in modules") {
        Folder folder;
        folder.write("m.fga", "model\n  schema 1.1\ntype user\n");
        folder.write("m.json", R"({"schema_version":"1.1","type_definitions":[{"type":"user"}]})");
        folder.write("fga.mod", "schema: '1.2'\ncontents: [core.fga]\n");
        folder.write("core.fga", "module core\ntype user\n");
        for (const char* name : {"m.fga", "m.json", "fga.mod"})
            CHECK(must(folder.read("model_file: " + std::string(name)))
                      .model.outline()
                      .front()
                      .name == "user");
        const auto broken = folder.read("model: nonsense");
        REQUIRE(!broken);
        CHECK(broken.error().code == ErrorCode::InvalidSchema);
        CHECK(contains(broken.error().message, "x.fga.yaml:1"));
    }

    TEST_CASE("store file: what would be misunderstood is refused with its line") {
        Folder folder;
        const auto check = [&](const std::string& item) {
            return folder.refusal("tests:\n- name: t\n  check:\n  - " + item + "\n");
        };
        CHECK(contains(folder.refusal("test: []\n"), "x.fga.yaml:8: there is no key `test`"));
        CHECK(contains(check("{user: a, users: [a], object: o, assertions: {}}"),
                       "cannot contain both `user` and `users`"));
        CHECK(contains(check("{user: a, assertions: {}}"), "must specify `object` or `objects`"));
        CHECK(contains(check("{user: a, object: o}"), "`assertions` with relations is missing"));
        CHECK(contains(check("{user: a, object: o, assertions: {viewer: maybe}}"),
                       "`true` or `false`"));
        CHECK(contains(check("{user: a, object: o, context: [], assertions: {viewer: true}}"),
                       "`context` must be an object"));
        CHECK(contains(folder.refusal("tests:\n- list_users:\n  - {object: o, user_filter: [], "
                                      "assertions: {}}\n"),
                       "`user_filter` must be a list of one filter"));
        CHECK(contains(folder.read("tests: []").error().message, "neither `model` nor"));
    }
}
