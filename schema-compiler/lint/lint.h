// lint(): advice about what a schema means.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::ir {

/// Warns of what compiles and is likely a mistake all the same. The schema was checked and has no
/// errors. O(references · kinds of subject).
void lint(const ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::ir
