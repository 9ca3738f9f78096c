// Features that a file must `use` before it has them.
#pragma once

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Reports features without their `use`, and imports, whose files are not at hand. O(tree).
void check_feature_use(const File& file, Sink& sink);

} // namespace pemba::schema::zed
