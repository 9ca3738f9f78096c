// holders(): what may be in a relation in the end.
#pragma once

#include <set>
#include <string>

#include "sema/symbols.h"

namespace pemba::schema::sema {

/// The types of the objects that a relation or permission may hold, through whatever it names, and
/// those that it holds as a whole: `user`, `user:*`. An intersection counts as all of its sides;
/// whoever is in an exclusion was in its left side. Names that lead nowhere are passed over.
/// O(references in the schema).
[[nodiscard]] std::set<std::string>
holders(const Symbols& symbols, const ir::NamespaceConfig& config, const ir::Relation& relation);

} // namespace pemba::schema::sema
