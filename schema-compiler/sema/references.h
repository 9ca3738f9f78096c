// references(): what a relation names.
#pragma once

#include <string>
#include <vector>

#include "sema/symbols.h"

namespace pemba::schema::sema {

/// A relation, and the place that names it.
struct Reference {
    const ir::Relation* relation;
    const ir::Name* name;
};

/// Every relation that a relation's subjects or rewrite lead to: of its own definition, of the
/// subject types, of the far ends of arrows. Those that do not exist are left out.
[[nodiscard]] std::vector<Reference>
references(const Symbols& symbols, const ir::NamespaceConfig& config, const ir::Relation& relation);

/// The relations of that name on the objects that a stored relation takes, the far ends of an arrow
/// along it. O(subject types).
[[nodiscard]] std::vector<const ir::Relation*>
far_ends(const Symbols& symbols, const ir::Relation& tupleset, const std::string& relation);

} // namespace pemba::schema::sema
