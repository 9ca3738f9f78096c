// The names and arrows in computed relations.
#pragma once

#include "diagnostics/sink.h"
#include "sema/wildcards.h"

namespace pemba::schema::sema {

/// Operands exist, arrows start at stored relations without wildcards, and reach something (a
/// warning).
void check_rewrites(const ir::Schema& schema, const Symbols& symbols, const Wildcards& wildcards,
                    Sink& sink);

/// Computed relations that are nothing but another name do not stand for each other in a circle.
void check_cycles(const ir::Schema& schema, const Symbols& symbols, Sink& sink);

} // namespace pemba::schema::sema
