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
