// SchemaModel: a schema as the reference sees it, a plain value that no code of the product made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pemba/relation_tuple.h"

namespace pemba::reference {

/// A type of subject: `user`, `user:*` or `group#member`, under a condition or with an expiration
/// or neither.
struct SubjectKind {
    std::string namespace_name;
    std::string relation; ///< empty unless a userset
    bool wildcard = false;
    std::string condition = {}; ///< empty: tuples without one
    bool expiration = false;    ///< tuples that expire

    friend bool operator==(const SubjectKind&, const SubjectKind&) = default;
};

enum class Operation { This, Computed, ArrowAny, ArrowAll, Union, Intersection, Exclusion, Nil };

/// How a permission is made up. This, the tuples of the relation itself, stands in OpenFGA's only.
struct Expression {
    Operation operation = Operation::Nil;
    std::string tupleset; ///< of an arrow: the relation on this object
    std::string relation; ///< of Computed and arrows
    std::vector<Expression> operands;

    friend bool operator==(const Expression&, const Expression&) = default;
};

/// A stored relation takes subjects, a permission has an expression; in OpenFGA's language a stored
/// relation has one too, in which This stands once, at the left.
struct RelationModel {
    std::string name;
    bool stored = true;
    std::vector<SubjectKind> subjects;
    Expression expression;

    friend bool operator==(const RelationModel&, const RelationModel&) = default;
};

struct NamespaceModel {
    std::string name;
    std::vector<RelationModel> relations;

    [[nodiscard]] const RelationModel* find(std::string_view relation) const;

    friend bool operator==(const NamespaceModel&, const NamespaceModel&) = default;
};

struct SchemaModel {
    std::vector<NamespaceModel> namespaces;
    Dialect dialect = Dialect::Zed;

    [[nodiscard]] const NamespaceModel* find(std::string_view name) const;
    [[nodiscard]] const RelationModel* find(std::string_view name, std::string_view relation) const;
    /// Whether a relation takes such a tuple, its expiry apart.
    [[nodiscard]] bool allows(const RelationTuple& tuple) const;

    friend bool operator==(const SchemaModel&, const SchemaModel&) = default;
};

/// The schema in SpiceDB's language, with no parentheses but those that it needs.
[[nodiscard]] std::string to_zed(const SchemaModel& schema);

/// The schema in OpenFGA's language. REQUIRES: its dialect.
[[nodiscard]] std::string to_fga(const SchemaModel& schema);

/// In the language of its dialect.
[[nodiscard]] std::string text_of(const SchemaModel& schema);

/// Reads the part of SpiceDB's language that a SchemaModel can hold: definitions, relations,
/// permissions and `//` comments. Throws std::invalid_argument that says what was found where.
[[nodiscard]] SchemaModel read_zed(std::string_view text);

} // namespace pemba::reference
