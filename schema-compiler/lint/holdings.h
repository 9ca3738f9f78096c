// Holdings: what the rules ask about who can be in a relation.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sema/reach.h"

namespace pemba::schema::ir {

/// Views the schema, which must outlive it. Building is that of all blocks of a Reach.
class Holdings {
public:
    Holdings(const Schema& schema, const sema::Symbols& symbols);

    /// Whether no subject can ever be in a relation, or in a node of its rewrite.
    [[nodiscard]] bool is_empty(const Relation& relation) const;
    [[nodiscard]] bool is_empty(const Relation& relation, std::size_t node) const;

    /// A type that the relation can hold everybody of; the first by name, nothing if there is none.
    [[nodiscard]] std::optional<std::string_view> wildcard(const Relation& relation) const;

private:
    struct Held {
        std::vector<bool> nodes; ///< whether somebody can be in it
        std::optional<std::string_view> wildcard;
    };

    void add(const sema::Reach::Block& block, const Relation& relation);

    std::unordered_map<const Relation*, Held> held_;
};

} // namespace pemba::schema::ir
