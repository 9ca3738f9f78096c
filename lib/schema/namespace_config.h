// NamespaceConfig: one namespace of a schema as plain values, decoded from the compiled bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/schema.h"

namespace pemba::schema {

/// How a relation is computed; see schema.fbs for what each one means.
enum class RewriteOp : std::uint8_t {
    This,
    ComputedUserset,
    TupleToUserset,
    TupleToUsersetAll,
    Union,
    Intersection,
    Exclusion,
    Self,
    Nil,
};

struct RewriteNode {
    RewriteOp op = RewriteOp::Nil;
    std::vector<std::uint32_t> children; ///< indices of earlier nodes of the same rewrite
    std::string relation;
    std::string tupleset;
};

/// A rewrite is a tree in an array: children before parents, the root last, never empty.
using UsersetRewrite = std::vector<RewriteNode>;

struct RelationConfig {
    std::string name;
    std::optional<std::vector<SubjectType>> subject_types; ///< present: tuples can be written to it
    UsersetRewrite rewrite;
    std::string comment;

    [[nodiscard]] bool is_stored() const { return subject_types.has_value(); }
};

struct NamespaceConfig {
    std::string name;
    std::vector<RelationConfig> relations;
    std::string comment;

    /// The relation of that name, or nullptr. O(relations).
    [[nodiscard]] const RelationConfig* find(std::string_view relation) const;
};

/// One condition of a schema.
struct ConditionConfig {
    ConditionOutline outline;
    std::vector<std::uint8_t> program; ///< what is evaluated: condition/expression.fbs
};

/// The namespaces of a verified schema, ordered by name. Valid as long as a copy of `schema` lives.
[[nodiscard]] const std::vector<NamespaceConfig>& namespaces_of(const Schema& schema);

/// The namespace of that name, or nullptr. O(log namespaces).
[[nodiscard]] const NamespaceConfig* find_namespace(const Schema& schema, std::string_view name);

/// The conditions of a verified schema, ordered by name. Valid as long as a copy of `schema` lives.
[[nodiscard]] const std::vector<ConditionConfig>& conditions_of(const Schema& schema);

/// The condition of that name, or nullptr. O(log conditions).
[[nodiscard]] const ConditionConfig* find_condition(const Schema& schema, std::string_view name);

} // namespace pemba::schema
