// check(): everything about a schema that no grammar can say.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::sema {

/// Reports every name and type that does not fit, and warns of what is likely a slip. Says nothing
/// that only follows from what was reported before. O(schema), names by hash.
void check(const ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::sema
