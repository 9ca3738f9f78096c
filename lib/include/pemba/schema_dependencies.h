// Schema dependencies: which relations of a schema rest on which.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pemba/schema.h"

namespace pemba {

/// A relation of a namespace.
struct SchemaRelation {
    std::string namespace_name;
    std::string relation;
    bool stored = false; ///< otherwise it is computed only: a permission

    friend bool operator==(const SchemaRelation&, const SchemaRelation&) = default;
    friend auto operator<=>(const SchemaRelation&, const SchemaRelation&) = default;
};

/// Every relation whose tuples or answers a relation's answer may depend on, over any number of
/// steps, itself not among them. Ordered. Errors: UnknownNamespace, UnknownRelation. O(schema).
[[nodiscard]] PEMBA_EXPORT Result<std::vector<SchemaRelation>>
dependencies_of(const Schema& schema, std::string_view namespace_name, std::string_view relation);

/// Every relation that a subject may come to have, or lose, by way of having this one, over any
/// number of steps, itself not among them; with an empty relation: by being an object of the
/// namespace. Ordered. Errors: UnknownNamespace, UnknownRelation. O(schema).
[[nodiscard]] PEMBA_EXPORT Result<std::vector<SchemaRelation>>
dependents_of(const Schema& schema, std::string_view namespace_name, std::string_view relation);

} // namespace pemba
