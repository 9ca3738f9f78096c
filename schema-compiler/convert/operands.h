// Rewrites without operators that do nothing.
#pragma once

#include "ir/ir.h"

namespace pemba::schema {

/// Puts the operand in the place of every set operator that has only one. Some languages write
/// these and some refuse them. O(nodes).
void unwrap_single_operands(ir::Schema& schema);

} // namespace pemba::schema
