// Features that a file must `use` before it has them.
#pragma once

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Reports features without their `use` in the same file. O(tree).
void check_feature_use(const File& file, Sink& sink);

} // namespace pemba::schema::zed
