// lower(): the trees of a `.zed` schema to the language-neutral form.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Resolves what is particular to the language: operators become n-ary, parentheses go, features
/// that this version lacks are refused, and precedence that may surprise is warned of. O(tree).
[[nodiscard]] ir::Schema lower(const std::vector<File>& files, Sink& sink);

} // namespace pemba::schema::zed
