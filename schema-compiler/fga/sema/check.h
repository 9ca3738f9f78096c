// check(): whether a model means something, by the rules of an OpenFGA server.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

/// Reports what an OpenFGA server refuses as errors, in the order in which it looks at a model, and
/// what only OpenFGA's other tools complain about as warnings. Expressions are not looked at, and
/// of a broken schema only names. O(schema * log).
void check(const ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::fga
