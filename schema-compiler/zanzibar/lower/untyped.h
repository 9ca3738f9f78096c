// Untyped relations: what a relation takes that lists no types of subjects.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::zanzibar {

/// Every type of subjects that a schema has, without wildcards: objects of each namespace, usersets
/// of each relation. O(schema).
[[nodiscard]] std::vector<ir::SubjectType> all_subject_types(const ir::Schema& schema);

/// Gives every stored relation without subject types all that there are, or reports that these are
/// too many.
void fill_untyped(ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::zanzibar
