// Type annotations: what a permission is said to reach, beside what it does.
#pragma once

#include "diagnostics/sink.h"
#include "sema/symbols.h"

namespace pemba::schema::sema {

/// Reports permissions whose annotation leaves out a type of subject that they can reach. Does
/// nothing unless the schema asks for it. O(relations × types), until nothing changes.
void check_annotations(const ir::Schema& schema, const Symbols& symbols, Sink& sink);

} // namespace pemba::schema::sema
