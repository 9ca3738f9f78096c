// Tests of the referee itself, by cases small enough to settle by hand.
#include <doctest/doctest.h>

#include <initializer_list>

#include "reference/evaluator.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::reference;
using namespace pemba::testing;

namespace {

World world(const char* schema, std::initializer_list<const char*> tuples) {
    World world{read_zed(schema), {}, {}};
    for (const char* text : tuples)
        world.tuples.insert(tuple_of(text));
    return world;
}

Truth ask(const World& world, const char* userset, const char* subject) {
    World asked = world;
    asked.objects = {userset_of(userset).object, subject_of(subject).object};
    return Evaluator(asked).value(userset_of(userset), subject_of(subject));
}

bool yes(const World& world, const char* userset, const char* subject) {
    return ask(world, userset, subject) == Truth::True;
}

bool no(const World& world, const char* userset, const char* subject) {
    return ask(world, userset, subject) == Truth::False;
}

const char* const kGroups = R"(
definition user {}
definition group { relation member: user | group#member }
definition doc {
  relation viewer: user | user:* | group#member
  relation banned: user | user:*
  permission view = viewer - banned
  permission nobody = nil
  permission both = viewer & banned
})";

// doc:1#viewer for ann, with the tuple's condition and values.
Truth viewer(const char* carried, Values values, const char* userset = "doc:1#view") {
    World w = world(kGroups, {(std::string("doc:1#viewer@user:ann") + carried).c_str()});
    w.objects = {{"user", "ann"}};
    return Evaluator(w, {{}, std::move(values)}).value(userset_of(userset), subject_of("user:ann"));
}

} // namespace

TEST_SUITE("reference/evaluator") {
    TEST_CASE("reference: a named subject and a member of a named group are in") {
        auto w = world(kGroups, {"doc:1#viewer@group:a#member", "group:a#member@group:b#member",
                                 "group:b#member@user:ann"});
        CHECK(yes(w, "doc:1#viewer", "user:ann"));
        CHECK(yes(w, "doc:1#view", "user:ann"));
        CHECK(no(w, "doc:1#view", "user:bob"));
        CHECK(no(w, "doc:2#view", "user:ann"));
        CHECK(yes(w, "doc:1#view", "group:b#member"));
    }

    TEST_CASE("reference: a cycle of groups is the least fixed point") {
        auto w = world(kGroups, {"group:a#member@group:b#member", "group:b#member@group:a#member",
                                 "group:b#member@user:ann"});
        CHECK(yes(w, "group:a#member", "user:ann"));
        CHECK(no(w, "group:a#member", "user:bob"));
    }

    TEST_CASE("reference: a userset contains itself, even of a permission that is nil") {
        auto w = world(kGroups, {});
        CHECK(yes(w, "doc:1#nobody", "doc:1#nobody"));
        CHECK(no(w, "doc:1#nobody", "doc:2#nobody"));
        CHECK(no(w, "doc:1#nobody", "user:ann"));
    }

    TEST_CASE("reference: a wildcard covers plain subjects, not usersets") {
        auto w = world(kGroups, {"doc:1#viewer@user:*", "doc:1#banned@user:eve"});
        CHECK(yes(w, "doc:1#view", "user:never"));
        CHECK(no(w, "doc:1#view", "user:eve"));
        CHECK(yes(w, "doc:1#both", "user:eve"));
        CHECK(no(w, "doc:1#view", "group:a#member"));
    }

    TEST_CASE("reference: arrows take objects, whatever the subject's relation") {
        const char* schema = R"(
            definition user {}
            definition team { relation member: user }
            definition org { relation admin: user }
            definition doc {
              relation owner: team | team#member | org
              permission any_member = owner->member
              permission all_members = owner.all(member)
            })";
        auto w =
            world(schema, {"doc:1#owner@team:a#member", "doc:2#owner@team:a", "doc:2#owner@team:b",
                           "doc:3#owner@team:a", "doc:3#owner@org:x", "team:a#member@user:ann"});
        CHECK(yes(w, "doc:1#any_member", "user:ann"));
        CHECK(yes(w, "doc:1#all_members", "user:ann"));
        CHECK(yes(w, "doc:2#any_member", "user:ann"));
        CHECK(no(w, "doc:2#all_members", "user:ann"));
        CHECK(yes(w, "doc:3#any_member", "user:ann"));
        CHECK(no(w, "doc:3#all_members", "user:ann"));
        CHECK(no(w, "doc:4#all_members", "user:ann"));
    }

    TEST_CASE("reference: recursion through exclusion is undefined where it depends on itself") {
        const char* schema = R"(
            definition user {}
            definition doc {
              relation viewer: user
              relation blocked: doc
              permission view = viewer - blocked->view
            })";
        auto w =
            world(schema, {"doc:1#viewer@user:ann", "doc:1#blocked@doc:1", "doc:2#viewer@user:ann",
                           "doc:2#blocked@doc:3", "doc:3#viewer@user:ann"});
        CHECK(ask(w, "doc:1#view", "user:ann") == Truth::Undefined);
        CHECK(no(w, "doc:1#view", "user:bob"));
        CHECK(yes(w, "doc:3#view", "user:ann"));
        CHECK(no(w, "doc:2#view", "user:ann"));
    }

    TEST_CASE("reference: a cycle through two exclusions is undefined, one that is fed is not") {
        const char* schema = R"(
            definition user {}
            definition doc {
              relation viewer: user
              relation other: doc
              permission view = viewer - other->view
            })";
        auto w = world(schema, {"doc:1#viewer@user:ann", "doc:2#viewer@user:ann",
                                "doc:1#other@doc:2", "doc:2#other@doc:1", "doc:1#viewer@user:bob"});
        CHECK(ask(w, "doc:1#view", "user:ann") == Truth::Undefined);
        CHECK(ask(w, "doc:2#view", "user:ann") == Truth::Undefined);
        CHECK(yes(w, "doc:1#view", "user:bob"));
        CHECK(no(w, "doc:2#view", "user:bob"));
    }

    TEST_CASE("reference: a condition decides, or tells what it lacks") {
        CHECK(viewer(R"([at_least:{"needed":2}])", {{"level", 2}}) == Truth::True);
        CHECK(viewer(R"([at_least:{"needed":2}])", {{"level", 1}}) == Truth::False);
        CHECK(viewer(R"([at_least:{"needed":2}])", {{"level", 1}, {"needed", 0}}) == Truth::False);
        CHECK(viewer(R"([at_least:{"needed":2}])", {}) == Truth::Conditional);
        CHECK(viewer("[either]", {{"flag", 1}}) == Truth::True);
        CHECK(viewer("[both]", {{"flag", 0}}) == Truth::False);
        CHECK(viewer("[both]", {{"flag", 1}}) == Truth::Conditional);
        CHECK(viewer(R"([share:{"parts":0}])", {{"level", 1}}) == Truth::Failed);
        CHECK(viewer(R"([share:{"parts":0}])", {{"level", 1}}, "doc:1#both") == Truth::False);
    }

    TEST_CASE("reference: what is missing is gathered from all that the answer rests on") {
        auto w = world(kGroups, {"doc:1#viewer@user:ann[at_least]", "doc:1#banned@user:ann[either]",
                                 "doc:1#viewer@group:a#member[both]"});
        w.objects = {{"user", "ann"}};
        auto view = userset_of("doc:1#view");
        auto ann = subject_of("user:ann");
        Evaluator reference(w, {{}, {{"level", 1}}});
        CHECK(reference.value(view, ann) == Truth::Conditional);
        CHECK(reference.missing(view, ann) == std::set<std::string>{"needed", "flag", "other"});
    }

    TEST_CASE("reference: a tuple is gone from the moment it expires") {
        auto w = world(kGroups, {"doc:1#viewer@user:ann[expiration:2030-01-01T00:00:00Z]"});
        auto at = [&](const char* now) {
            World copy = w;
            copy.objects = {{"user", "ann"}};
            return Evaluator(copy, {must(parse_timestamp(now))})
                .value(userset_of("doc:1#view"), subject_of("user:ann"));
        };
        CHECK(at("2029-12-31T23:59:59.999999Z") == Truth::True);
        CHECK(at("2030-01-01T00:00:00Z") == Truth::False);
    }

    TEST_CASE("reference: what it prints it reads back") {
        auto schema = read_zed(kGroups);
        CHECK(read_zed(to_zed(schema)) == schema);
        auto mixed = read_zed("definition d { relation r: d permission p = r - r & r + r - nil "
                              "permission q = r.all(p) & (r - r->q) }");
        CHECK(read_zed(to_zed(mixed)) == mixed);
        CHECK(mixed.find("d", "p")->expression.operation == Operation::Exclusion);
        CHECK_THROWS_AS(read_zed("definition {"), std::invalid_argument);
    }
}
