// Declarations that no other names.
#pragma once

#include <vector>

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Warns of caveats in the first file that no relation of any file takes, and of partials that
/// nothing spreads. O(trees).
void warn_of_unused(const std::vector<File>& files, const Source& first, Sink& sink);

} // namespace pemba::schema::zed
