// Declarations that no other names.
#pragma once

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Warns of caveats that no relation takes, and of partials that nothing spreads. O(tree).
void warn_of_unused(const File& file, const Source& source, Sink& sink);

} // namespace pemba::schema::zed
