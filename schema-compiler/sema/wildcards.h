// Wildcards: which stored relations hold one, also through the subject relations they take.
#pragma once

#include <string>
#include <unordered_map>

#include "sema/symbols.h"

namespace pemba::schema::sema {

/// Follows stored relations only: what a permission computes is not looked into, as in SpiceDB.
/// Other languages than `.zed` have no such rule: there a relation holds what it lists itself.
/// Building is O(schema).
class Wildcards {
public:
    Wildcards(const ir::Schema& schema, const Symbols& symbols);

    /// The wildcard type that a relation holds in the end, or null.
    [[nodiscard]] const ir::SubjectType* find(const ir::Relation& relation) const;

private:
    std::unordered_map<const ir::Relation*, const ir::SubjectType*> held_;
};

} // namespace pemba::schema::sema
