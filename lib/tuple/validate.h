// The part of validate() that is left for tuples that are alike.
#pragma once

#include "pemba/relation_tuple.h"

namespace pemba {

/// Checks the ids of a tuple whose namespaces, relations and kind of subject another one has, which
/// was validated. Errors: InvalidTuple.
[[nodiscard]] Result<void> validate_ids(const RelationTuple& tuple, Dialect dialect);

} // namespace pemba
