// Entry points and cycles: whether anybody can have a relation, and whether it ends.
#pragma once

#include "diagnostics/sink.h"
#include "fga/sema/model.h"

namespace pemba::schema::fga {

/// A relation has an entry point if tuples, followed through usersets, `from` and operators, can
/// lead to a subject; all operands of `and` and `but not` must. REQUIRES: every name in the model
/// exists, and every operator has its operands. O(model).
void check_entry_points(const Model& model, Sink& sink);

} // namespace pemba::schema::fga
