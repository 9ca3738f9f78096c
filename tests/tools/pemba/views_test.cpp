// Tests of explanation_view.h and userset_tree_view.h: answers as trees.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "explanation_view.h"
#include "userset_tree_view.h"

using namespace pemba::client;

namespace {

const auto kPlain = pemba::console::Style::plain();

boost::json::object object(const char* text) {
    return boost::json::parse(text).get_object();
}

} // namespace

TEST_SUITE("tools/pemba/explanation_view") {
    TEST_CASE("explanation: each line says whether it holds, and by which tuple") {
        CHECK(explanation_text(object(R"({"path": [], "nodes": [
                {"userset": "repository:pemba#push",
                 "permissionship": "PERMISSIONSHIP_HAS_PERMISSION", "operation": "union","identity": false, "shownBefore": false, "children": [1]},
                {"userset": "repository:pemba#writer",
                 "permissionship": "PERMISSIONSHIP_HAS_PERMISSION", "operation": "tuples", "children": [2]},
                {"userset": "team:core#member",
                 "permissionship": "PERMISSIONSHIP_HAS_PERMISSION", "operation": "tuples",
                 "via": "repository:pemba#writer@team:core#member",
                 "grant": "team:core#member@user:ann", "children": []}]})"),
                               kPlain) == "✓ repository:pemba#push\n"
                                          "└── ✓ writer\n"
                                          "    └── ✓ team:core#member  user:ann\n");
    }

    TEST_CASE("explanation: an arrow is told by its relation, a wildcard by its subject") {
        CHECK(explanation_text(object(R"({"nodes": [
                {"userset": "document:plan#view",
                 "permissionship": "PERMISSIONSHIP_HAS_PERMISSION", "operation": "exclusion", "children": [1, 2]},
                {"userset": "folder:team#viewer",
                 "permissionship": "PERMISSIONSHIP_HAS_PERMISSION", "via": "document:plan#parent@folder:team",
                 "grant": "folder:team#viewer@user:*", "children": []},
                {"userset": "document:plan#blocked",
                 "permissionship": "PERMISSIONSHIP_NO_PERMISSION", "shownBefore": true, "children": []}]})"),
                               kPlain) == "✓ document:plan#view  the first without the second\n"
                                          "├── ✓ folder:team#viewer  via parent  user:*\n"
                                          "└── ✗ blocked  (shown elsewhere)\n");
    }

    TEST_CASE("explanation: the path is a tuple a line") {
        CHECK(path_text(object(R"({"path": ["a:b#rel@c:d", "c:d#rel@user:e"]})")) ==
              "  a:b#rel@c:d\n  c:d#rel@user:e\n");
        CHECK(path_text(object("{}")).empty());
    }

    TEST_CASE("explanation: nothing, or nodes that make no sense, draw nothing and do not fail") {
        CHECK(explanation_text(object("{}"), kPlain).empty());
        CHECK(explanation_text(object(R"({"nodes": [{"children": [0, 7, -1, "x"]}]})"), kPlain) ==
              "✗ \n");
    }
}

TEST_SUITE("tools/pemba/userset_tree_view") {
    TEST_CASE("userset tree: operations, stored relations and the subjects their tuples name") {
        CHECK(userset_tree_text(object(R"({
                "intermediate": {"operation": "OPERATION_UNION", "children": [
                  {"leaf": {"subjects": [
                     {"object": {"objectType": "user", "objectId": "ann"}, "optionalRelation": ""},
                     {"object": {"objectType": "team", "objectId": "core"}, "optionalRelation": "member"}]},
                   "expandedObject": {"objectType": "repository", "objectId": "pemba"},
                   "expandedRelation": "writer"},
                  {"leaf": {"subjects": []},
                   "expandedObject": {"objectType": "organization", "objectId": "acme"},
                   "expandedRelation": "admin"}]},
                "expandedObject": {"objectType": "repository", "objectId": "pemba"},
                "expandedRelation": "push"})"),
                                kPlain) == "repository:pemba#push  any of\n"
                                           "├── writer\n"
                                           "│   ├── user:ann\n"
                                           "│   └── team:core#member\n"
                                           "└── organization:acme#admin\n");
    }
}
