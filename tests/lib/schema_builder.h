// SchemaBuilder: schemas for tests of the library, which does not know any schema language.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pemba/schema.h"
#include "schema_generated.h"

namespace pemba::testing {

/// One operand of a permission, or a tree of them.
struct Expression {
    fbs::RewriteOp op = fbs::RewriteOp::Nil;
    std::vector<Expression> children;
    std::string relation, tupleset;
};

inline Expression rel(std::string name) {
    return {fbs::RewriteOp::ComputedUserset, {}, std::move(name), {}};
}
inline Expression arrow(std::string tupleset, std::string relation) {
    return {fbs::RewriteOp::TupleToUserset, {}, std::move(relation), std::move(tupleset)};
}
inline Expression arrow_all(std::string tupleset, std::string relation) {
    return {fbs::RewriteOp::TupleToUsersetAll, {}, std::move(relation), std::move(tupleset)};
}
inline Expression any_of(std::vector<Expression> children) {
    return {fbs::RewriteOp::Union, std::move(children), {}, {}};
}
inline Expression all_of(std::vector<Expression> children) {
    return {fbs::RewriteOp::Intersection, std::move(children), {}, {}};
}
inline Expression minus(Expression from, Expression subtracted) {
    return {fbs::RewriteOp::Exclusion, {std::move(from), std::move(subtracted)}, {}, {}};
}
inline Expression this_tuples() {
    return {fbs::RewriteOp::This, {}, {}, {}};
}
inline Expression nil() {
    return {};
}

/// Builds compiled bytes as the compiler would: define(), then relation() and permission() of it.
class SchemaBuilder {
public:
    explicit SchemaBuilder(fbs::Dialect dialect = fbs::Dialect::Zed) : dialect_(dialect) {}
    SchemaBuilder& define(std::string name);
    /// Subject types as text: "user", "user:*", "team#member", each maybe "… with
    /// CONDITION", "… with expiration" or "… with CONDITION and expiration".
    SchemaBuilder& relation(std::string name, std::vector<std::string> types);
    /// A relation that has tuples and a rewrite of its own.
    SchemaBuilder& relation(std::string name, std::vector<std::string> types, Expression rewrite);
    SchemaBuilder& permission(std::string name, Expression rewrite);

    /// A condition without a program; of subject types as "user with NAME".
    SchemaBuilder& condition(ConditionOutline outline);
    /// Of what was added last.
    SchemaBuilder& comment(std::string text);

    [[nodiscard]] std::vector<std::uint8_t> bytes() const;
    /// REQUIRES: it is right; throws std::runtime_error otherwise.
    [[nodiscard]] Schema build() const;

private:
    struct Relation {
        std::string name;
        bool stored = false;
        std::vector<std::string> types;
        Expression rewrite;
        std::string comment = {};
    };
    struct Namespace {
        std::string name;
        std::vector<Relation> relations;
        std::string comment = {};
    };
    fbs::Dialect dialect_;
    std::vector<Namespace> namespaces_;
    std::vector<ConditionOutline> conditions_;
};

/// user; team: member (user | team#member); folder: parent, viewer, view = viewer + parent->view;
/// doc: parent (folder), owner, viewer (user | user:* | team#member), banned,
/// view = (viewer + owner + parent->view) - banned, both = viewer & owner.
[[nodiscard]] Schema small_schema();

} // namespace pemba::testing
