// What a peer is known to answer wrongly, each with the right answer.
#include <algorithm>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "pemba/schema/compile.h"
#include "support/must.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using Rows = std::vector<std::string>;

std::string row(const std::string& id, const Decision& decision) {
    return id + (decision.is_yes() ? "" : "?");
}

class Store {
public:
    Store(const std::string& schema, const std::vector<std::string>& tuples) {
        write_schema(schema);
        for (const std::string& tuple : tuples)
            must(engine_->write({{{UpdateKind::Touch, tuple_of(tuple)}}, {}, {}}));
    }

    void write_schema(const std::string& text) {
        auto compiled = schema::compile(text, "bug.zed");
        REQUIRE(compiled.schema);
        must(engine_->write_schema({*compiled.schema, {}}));
    }

    std::string check(const char* userset, const char* subject) {
        auto decision = must(engine_->check({userset_of(userset), subject_of(subject)})).decision;
        return decision.is_no() ? "no" : decision.is_yes() ? "yes" : "conditional";
    }
    Rows objects(const char* space, const char* relation, const char* subject) {
        LookupObjectsRequest request{space, relation, subject_of(subject), {}, 0, {}};
        Rows rows;
        for (const auto& found : must(engine_->lookup_objects(request)).objects)
            rows.push_back(row(found.id, found.decision));
        std::ranges::sort(rows);
        return rows;
    }
    Rows subjects(const char* userset, const char* space) {
        LookupSubjectsRequest request{userset_of(userset), space, "", {}};
        Rows rows;
        for (const auto& found : must(engine_->lookup_subjects(request)).subjects)
            rows.push_back(row(found.id, found.decision));
        std::ranges::sort(rows);
        return rows;
    }
    Engine& engine() { return *engine_; }

private:
    TempStore store_;
    std::unique_ptr<Engine> engine_ = store_.open();
};

} // namespace

TEST_SUITE("scenarios/peer bugs") {
    TEST_CASE("bug A: an expired tuple is in no answer, whatever else the relation takes") {
        Store store(R"(use expiration
            definition person { relation friend: person }
            definition doc { relation viewer: person with expiration | person#friend })",
                    {"doc:1#viewer@person:p[expiration:2020-01-01T00:00:00Z]"});
        CHECK(store.check("doc:1#viewer", "person:p") == "no");
        CHECK(store.objects("doc", "viewer", "person:p").empty());
        CHECK(store.subjects("doc:1#viewer", "person").empty());
    }

    TEST_CASE("bug A: a conditional tuple is conditional in check and lookups alike") {
        Store store(R"(
            caveat ccc(aa int) { aa > 1 }
            definition user { relation myself: user }
            definition doc { relation viewer: user | user with ccc | user#myself })",
                    {"doc:1#viewer@user:a[ccc]"});
        CHECK(store.check("doc:1#viewer", "user:a") == "conditional");
        CHECK(store.objects("doc", "viewer", "user:a") == Rows{"1?"});
        CHECK(store.subjects("doc:1#viewer", "user") == Rows{"a?"});
    }

    TEST_CASE(
        "bug B: objects that share the subject of an intersection arrow keep their own caveats") {
        Store store(R"(
            caveat ccc(aa int) { aa > 1 }
            definition user {}
            definition team { relation member: user }
            definition doc {
                relation team: team | team with ccc
                permission view = team.all(member)
            })",
                    {"doc:1#team@team:t[ccc]", "doc:2#team@team:t", "doc:3#team@team:t",
                     "doc:3#team@team:other", "team:t#member@user:ann"});
        CHECK(store.objects("doc", "view", "user:ann") == Rows{"1?", "2"});
        CHECK(store.check("doc:1#view", "user:ann") == "conditional");
        CHECK(store.check("doc:2#view", "user:ann") == "yes");
        CHECK(store.check("doc:3#view", "user:ann") == "no");
    }

    TEST_CASE("bug B: so do objects that one check or one lookup of subjects leads to") {
        Store store(R"(
            caveat high(level int) { level > 1 }
            definition user {}
            definition team { relation member: user }
            definition doc {
                relation team: team | team with high
                permission view = team.all(member)
            }
            definition shelf {
                relation doc: doc
                permission view = doc->view
            })",
                    {"team:core#member@user:ann", "doc:a#team@team:core",
                     "doc:b#team@team:core[high]", "doc:c#team@team:core[high:{\"level\":0}]",
                     "shelf:s#doc@doc:a", "shelf:s#doc@doc:b", "shelf:s#doc@doc:c"});
        CHECK(store.check("shelf:s#view", "user:ann") == "yes");
        CHECK(store.subjects("shelf:s#view", "user") == Rows{"ann"});
    }

    TEST_CASE("bug C: `.all()` over a type without the relation is no, in lookups too") {
        Store store(R"(
            definition user {}
            definition org {}
            definition team { relation member: user }
            definition doc {
                relation team: team | org
                permission view = team.all(member)
            })",
                    {"doc:1#team@team:t", "doc:1#team@org:o", "team:t#member@user:ann"});
        CHECK(store.check("doc:1#view", "user:ann") == "no");
        CHECK(store.subjects("doc:1#view", "user").empty());
        CHECK(store.objects("doc", "view", "user:ann").empty());
    }

    TEST_CASE("bug D: each object once, with its final permissionship, also in pages") {
        Store store(R"(
            caveat ccc(aa int) { aa > 1 }
            definition user {}
            definition team { relation member: user }
            definition doc {
                relation viewer: user | user with ccc | team#member
                relation owner: user
                permission view = viewer + owner
            })",
                    {"doc:1#viewer@user:ann[ccc]", "doc:1#owner@user:ann",
                     "doc:1#viewer@team:t#member", "doc:2#viewer@user:ann[ccc]",
                     "doc:2#viewer@team:t#member", "doc:3#viewer@user:ann[ccc]",
                     "team:t#member@user:ann"});
        CHECK(store.objects("doc", "view", "user:ann") == Rows{"1", "2", "3?"});
        LookupObjectsRequest page{"doc", "view", subject_of("user:ann"), {}, 1, {}};
        Rows rows;
        for (bool more = true; more;) {
            auto result = must(store.engine().lookup_objects(page));
            for (const auto& found : result.objects)
                rows.push_back(row(found.id, found.decision));
            more = !result.complete;
            if (more)
                page.cursor = result.cursor_after(result.objects.size() - 1);
        }
        CHECK(rows == Rows{"1", "2", "3?"});
    }

    TEST_CASE("bug E: a wildcard covers objects, not usersets of the same namespace") {
        Store store(R"(
            definition group { relation member: group }
            definition doc { relation viewer: group:* | group#member })",
                    {"doc:1#viewer@group:*"});
        CHECK(store.check("doc:1#viewer", "group:g") == "yes");
        CHECK(store.check("doc:1#viewer", "group:g#member") == "no");
    }

    TEST_CASE("bug F: cyclic data has an answer, and the same each time") {
        Store store(R"(
            definition user {}
            definition group { relation member: user | group#member })",
                    {"group:a#member@group:b#member", "group:b#member@group:a#member",
                     "group:b#member@user:ann"});
        for (int i = 0; i < 100; ++i) {
            REQUIRE(store.check("group:a#member", "user:ann") == "yes");
            REQUIRE(store.check("group:a#member", "user:bob") == "no");
        }
    }

    TEST_CASE("bug G: a caveat's bad values and a cycle of aliases are the caller's errors") {
        Store store(R"(
            caveat ccc(aa int) { aa > 1 }
            definition user {}
            definition doc { relation viewer: user with ccc })",
                    {});
        auto write = [&](const char* tuple) {
            auto result = store.engine().write({{{UpdateKind::Touch, tuple_of(tuple)}}, {}, {}});
            REQUIRE(!result);
            return result.error();
        };
        auto unknown = write(R"(doc:1#viewer@user:a[ccc:{"zz":1}])");
        CHECK(unknown.code == ErrorCode::InvalidContext);
        CHECK(unknown.detail("parameter") == "zz");
        CHECK(write(R"(doc:1#viewer@user:a[ccc:{"aa":"many"}])").code == ErrorCode::InvalidContext);
        CHECK(write(R"(doc:1#viewer@user:a[ccc:{"aa":1.5}])").code == ErrorCode::InvalidContext);
        auto cycle = schema::compile(
            "definition doc { permission ppp = qqq\n permission qqq = ppp }", "cycle.zed");
        REQUIRE(!cycle.schema);
        CHECK(cycle.diagnostics.front().code == "permission-cycle");
    }

    TEST_CASE("bug H: an allowed type that only its wildcard has tuples of can be removed") {
        Store store(R"(
            definition user {}
            definition doc { relation viewer: user | user:* })",
                    {"doc:1#viewer@user:*"});
        store.write_schema("definition user {} definition doc { relation viewer: user:* }");
        CHECK(store.check("doc:1#viewer", "user:a") == "yes");
    }

    TEST_CASE("bug I: a new schema is what the next question is answered by") {
        Store store(
            "definition user {} definition doc { relation viewer: user\n permission view = nil }",
            {"doc:1#viewer@user:ann"});
        CHECK(store.check("doc:1#view", "user:ann") == "no");
        store.write_schema("definition user {} definition doc { relation viewer: user\n permission "
                           "view = viewer }");
        CHECK(store.check("doc:1#view", "user:ann") == "yes");
    }
    TEST_CASE("bug J: a lookup over an exclusion leaves conditional what a check leaves so") {
        Store store(R"(
            caveat high(level int) { level > 1 }
            definition user {}
            definition doc {
                relation parent: doc
                relation viewer: user | user with high
                relation banned: doc#gated
                permission gated = viewer - viewer
                permission view = viewer - banned
                permission only = viewer - parent->viewer
            })",
                    {"doc:a#viewer@user:ann", "doc:b#viewer@user:ann[high]",
                     "doc:a#banned@doc:b#gated", "doc:a#parent@doc:b"});
        for (const char* permission : {"view", "only"}) {
            CHECK(store.check(("doc:a#" + std::string(permission)).c_str(), "user:ann") ==
                  "conditional");
            CHECK(store.objects("doc", permission, "user:ann") == Rows{"a?", "b?"});
        }
        CHECK(store.objects("doc", "gated", "user:ann") == Rows{"b?"});
    }
}
