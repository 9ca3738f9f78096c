// Two schemas compared: every kind of difference, each by itself.
#include "pemba/schema_diff.h"

#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

using Texts = std::vector<std::string>;

ConditionOutline under() {
    return {"under", {{"max", "int"}, {"used", "int"}}, "used < max", ""};
}

SchemaBuilder base(ConditionOutline condition = under()) {
    SchemaBuilder builder;
    builder.condition(std::move(condition)).define("user").define("doc");
    return builder;
}

Texts sentences(const SchemaBuilder& before, const SchemaBuilder& after) {
    Texts texts;
    for (const auto& difference : differences(before.build(), after.build()))
        texts.push_back(to_string(difference));
    return texts;
}

std::vector<SchemaDifference::Kind> kinds(const SchemaBuilder& before, const SchemaBuilder& after) {
    std::vector<SchemaDifference::Kind> kinds;
    for (const auto& difference : differences(before.build(), after.build()))
        kinds.push_back(difference.kind);
    return kinds;
}

} // namespace

TEST_SUITE("schema/schema_diff") {
    TEST_CASE("the same schema twice, or in another order, has no differences") {
        CHECK(differences(small_schema(), small_schema()).empty());
        CHECK(sentences(
                  SchemaBuilder().define("user").define("doc").relation("viewer", {"user", "user:*"}),
                  SchemaBuilder().define("doc").relation("viewer", {"user:*", "user"}).define("user"))
                  .empty());
    }

    TEST_CASE("definitions that come and go are told as a whole") {
        CHECK(
            sentences(SchemaBuilder().define("user").define("old").relation("viewer", {"user"}),
                      SchemaBuilder().define("user").define("new").relation("viewer", {"user"})) ==
            Texts{"definition `new` is new", "definition `old` is gone"});
    }

    TEST_CASE("relations and permissions that come, go, or turn into one another") {
        auto before = base()
                          .relation("stays", {"user"})
                          .relation("goes", {"user"})
                          .permission("turns", rel("stays"));
        auto after = base()
                         .relation("stays", {"user"})
                         .relation("turns", {"user"})
                         .permission("comes", any_of({rel("stays"), rel("turns")}));
        CHECK(sentences(before, after) ==
              Texts{"relation `goes` of `doc` is gone",
                    "permission `turns` of `doc` is gone; it was `stays`",
                    "relation `turns` of `doc` is new",
                    "permission `comes` of `doc` is new: `stays + turns`"});
    }

    TEST_CASE("subject types are told apart by condition and expiration too") {
        auto before = base().relation("viewer", {"user", "user with under"});
        auto after = base().relation("viewer", {"user:*", "user with under and expiration"});
        CHECK(sentences(before, after) ==
              Texts{"relation `viewer` of `doc` no longer takes `user`",
                    "relation `viewer` of `doc` no longer takes `user with under`",
                    "relation `viewer` of `doc` now takes `user:*`",
                    "relation `viewer` of `doc` now takes `user with under and expiration`"});
    }

    TEST_CASE("an expression that changed is shown before and after") {
        auto with = [](Expression expression) {
            return base()
                .relation("parent", {"doc"})
                .relation("viewer", {"user"})
                .relation("banned", {"user"})
                .permission("view", std::move(expression));
        };
        CHECK(sentences(with(rel("viewer")),
                        with(minus(any_of({rel("viewer"), arrow("parent", "view"),
                                           all_of({rel("viewer"), arrow_all("parent", "view")})}),
                                   minus(rel("banned"), nil())))) ==
              Texts{"permission `view` of `doc` is now `(viewer + parent->view + (viewer & "
                    "parent.all(view))) - (banned - nil)`; it was `viewer`"});
    }

    TEST_CASE("comments are differences of their own") {
        auto before = base()
                          .comment("// a")
                          .relation("viewer", {"user"})
                          .comment("// b")
                          .permission("view", rel("viewer"));
        auto after =
            base().relation("viewer", {"user"}).permission("view", rel("viewer")).comment("// c");
        using Kind = SchemaDifference::Kind;
        CHECK(kinds(before, after) == std::vector{Kind::NamespaceCommentChanged,
                                                  Kind::RelationCommentChanged,
                                                  Kind::PermissionCommentChanged});
    }

    TEST_CASE("conditions: parameters, their types, the expression and the comment") {
        auto changed = under();
        changed.parameters = {{"max", "double"}, {"spent", "int"}};
        changed.expression = "spent < max";
        changed.comment = "// new";
        CHECK(sentences(base(), base(changed)) ==
              Texts{"the comment of caveat `under` is another",
                    "parameter `used` of caveat `under` is gone",
                    "parameter `max` of caveat `under` is now double; it was int",
                    "parameter `spent` of caveat `under` is new: int",
                    "caveat `under` is now `spent < max`; it was `used < max`"});
        auto renamed = under();
        renamed.name = "below";
        CHECK(sentences(base(), base(renamed)) ==
              Texts{"caveat `under` is gone", "caveat `below` is new: `used < max`"});
        auto retyped = under();
        retyped.parameters[0].type = "uint";
        CHECK(kinds(base(), base(retyped)).back() ==
              SchemaDifference::Kind::ConditionExpressionChanged);
    }

    TEST_CASE("against the empty schema everything is new, or gone") {
        CHECK(differences(Schema::empty(), small_schema()).size() == 4);
        CHECK(differences(small_schema(), Schema::empty()).size() == 4);
    }
}
