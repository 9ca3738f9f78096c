// Which relations rest on which, both ways.
#include "lib/schema_builder.h"
#include "pemba/schema_dependencies.h"
#include "support/must.h"
#include "support/printing.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using Texts = std::vector<std::string>;

Texts texts_of(Result<std::vector<SchemaRelation>> found) {
    Texts texts;
    for (const auto& [namespace_name, relation, stored] : must(std::move(found)))
        texts.push_back(namespace_name + "#" + relation + (stored ? "" : "()"));
    return texts;
}

Texts below(const char* namespace_name, const char* relation) {
    return texts_of(dependencies_of(small_schema(), namespace_name, relation));
}
Texts above(const char* namespace_name, const char* relation) {
    return texts_of(dependents_of(small_schema(), namespace_name, relation));
}

} // namespace

TEST_SUITE("schema/dependencies") {
    TEST_CASE(
        "a permission rests on all that its expression reaches, also over arrows and usersets") {
        CHECK(below("doc", "view") == Texts{"doc#banned", "doc#owner", "doc#parent", "doc#viewer",
                                            "folder#parent", "folder#view()", "folder#viewer",
                                            "team#member"});
        CHECK(below("doc", "both") == Texts{"doc#owner", "doc#viewer", "team#member"});
    }

    TEST_CASE("what rests on itself is not in its own list") {
        CHECK(below("team", "member").empty());
        CHECK(below("folder", "view") == Texts{"folder#parent", "folder#viewer", "team#member"});
    }

    TEST_CASE("who has a relation may have what is made of it, up to the top") {
        CHECK(above("folder", "viewer") == Texts{"doc#view()", "folder#view()"});
        CHECK(above("doc", "owner") == Texts{"doc#both()", "doc#view()"});
        CHECK(above("doc", "view").empty());
    }

    TEST_CASE("the left side of an arrow passes no subjects on") {
        CHECK(above("doc", "parent").empty());
        CHECK(above("folder", "") == Texts{"doc#parent", "folder#parent"});
    }

    TEST_CASE("the objects of a namespace may have whatever takes them") {
        CHECK(above("user", "") == Texts{"doc#banned", "doc#both()", "doc#owner", "doc#view()",
                                         "doc#viewer", "folder#view()", "folder#viewer",
                                         "team#member"});
    }

    TEST_CASE("unknown names are told apart") {
        CHECK(dependents_of(small_schema(), "paper", "").error().code ==
              ErrorCode::UnknownNamespace);
        CHECK(dependencies_of(small_schema(), "doc", "read").error().code ==
              ErrorCode::UnknownRelation);
    }
}
