// Questions under OpenFGA's dialect whose conditions lack values: an error, or left open if the
// question says so; never a yes.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "pemba/schema/compile.h"
#include "support/must.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

constexpr const char* kModel = R"(model
  schema 1.1
type user
type doc
  relations
    define member: [user]
    define guest: [user with grown]
    define banned: [user with grown]
    define in: member or guest
    define out: member but not banned
condition grown(age: int, sure: bool) {
  sure || age > 17
}
)";

struct Fixture {
    TempStore folder;
    std::unique_ptr<Engine> engine = folder.open();

    Fixture() {
        const auto compiled = schema::compile(kModel, "model.fga", schema::Language::Fga);
        REQUIRE(compiled.schema);
        must(engine->write_schema({*compiled.schema, {}}));
        for (const char* text :
             {"doc:1#member@user:ann", "doc:1#guest@user:bob[grown]", "doc:1#guest@user:ann[grown]",
              "doc:1#banned@user:ann[grown]", "doc:2#guest@user:bob[grown]"})
            must(engine->write(
                {{{UpdateKind::Touch, must(parse_relation_tuple(text, Dialect::Fga))}}, {}, {}}));
    }

    Result<CheckResult> check(const char* userset, const char* subject, MissingContext missing,
                              const std::string& context = {}) {
        CheckRequest request{must(parse_userset(userset, Dialect::Fga)),
                             must(parse_subject(subject, Dialect::Fga))};
        request.context = context;
        request.missing_context = missing;
        return engine->check(request);
    }
};

} // namespace

TEST_SUITE("scenarios/missing context") {
    TEST_CASE("missing context: an error of the dialect, unless the question leaves it open") {
        Fixture store;
        const auto error = store.check("doc:1#in", "user:bob", MissingContext::AsDialect);
        REQUIRE_FALSE(error);
        CHECK(error.error().code == ErrorCode::ContextMissing);
        const auto open = must(store.check("doc:1#in", "user:bob", MissingContext::Conditional));
        CHECK(open.decision ==
              Decision{Permissionship::Conditional, std::vector<std::string>{"age", "sure"}});
    }
    TEST_CASE("missing context: a value that would decide alone is not enough in this dialect") {
        Fixture store;
        const auto half = must(
            store.check("doc:1#in", "user:bob", MissingContext::Conditional, R"({"sure":true})"));
        CHECK(half.decision ==
              Decision{Permissionship::Conditional, std::vector<std::string>{"age"}});
        const auto both = must(store.check("doc:1#in", "user:bob", MissingContext::Conditional,
                                           R"({"sure":true,"age":1})"));
        CHECK(both.decision.is_yes());
    }
    TEST_CASE("missing context: what takes away is open too, what is certain stays so") {
        Fixture store;
        const auto out = must(store.check("doc:1#out", "user:ann", MissingContext::Conditional));
        CHECK(out.decision.permissionship == Permissionship::Conditional);
        CHECK(must(store.check("doc:1#in", "user:ann", MissingContext::Conditional))
                  .decision.is_yes());
    }
    TEST_CASE("missing context: a bulk check and both lookups leave open what a check does") {
        Fixture store;
        CheckItem item{{{"doc", "2"}, "in"}, {{"user", "bob"}, ""}};
        item.missing_context = MissingContext::Conditional;
        const auto bulk = must(store.engine->check_bulk({{item}, {}, {}}));
        CHECK_FALSE(must(bulk.results.front()).decision.is_yes());
        LookupObjectsRequest objects{"doc", "in", {{"user", "bob"}, ""}};
        CHECK_FALSE(store.engine->lookup_objects(objects));
        objects.missing_context = MissingContext::Conditional;
        const auto found = must(store.engine->lookup_objects(objects)).objects;
        REQUIRE(found.size() == 2);
        CHECK(found[0].decision.permissionship == Permissionship::Conditional);
        LookupSubjectsRequest subjects{{{"doc", "1"}, "in"}, "user", ""};
        CHECK_FALSE(store.engine->lookup_subjects(subjects));
        subjects.missing_context = MissingContext::Conditional;
        const auto who = must(store.engine->lookup_subjects(subjects)).subjects;
        REQUIRE(who.size() == 2);
        CHECK(who[0].decision.is_yes());
        CHECK(who[1].decision.permissionship == Permissionship::Conditional);
    }

    // The walk for the cycle once followed the tuple whose condition is false.
    TEST_CASE("missing context: elsewhere, it does not hide that an answer depends on itself") {
        TempStore folder;
        auto engine = folder.open();
        const auto compiled = schema::compile(R"(definition user {}
caveat grown(age int) { age > 17 }
definition doc {
	relation maybe: user with grown
	relation viewer: user
	relation banned: doc#maybe with grown | doc#view
	permission view = viewer - banned
}
)",
                                              "schema.zed");
        REQUIRE(compiled.schema);
        must(engine->write_schema({*compiled.schema, {}}));
        for (const char* text :
             {"doc:1#viewer@user:ann", "doc:1#banned@doc:1#view", "doc:2#maybe@user:ann[grown]",
              R"(doc:1#banned@doc:2#maybe[grown:{"age":3}])"})
            must(engine->write({{{UpdateKind::Touch, tuple_of(text)}}, {}, {}}));
        const auto answer = engine->check({userset_of("doc:1#view"), subject_of("user:ann")});
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == ErrorCode::NoAnswer);
        CHECK(answer.error().detail("cycle") == "`doc:1#view` → `doc:1#banned` → `doc:1#view`");
    }
}
