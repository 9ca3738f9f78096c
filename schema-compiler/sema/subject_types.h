// The types that stored relations take.
#pragma once

#include "diagnostics/sink.h"
#include "sema/wildcards.h"

namespace pemba::schema::sema {

/// Types and subject relations exist, none is listed twice, none includes a wildcard of another
/// namespace.
void check_subject_types(const ir::Schema& schema, const Symbols& symbols,
                         const Wildcards& wildcards, Sink& sink);

} // namespace pemba::schema::sema
