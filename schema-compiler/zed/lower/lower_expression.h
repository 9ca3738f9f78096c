// Lowering of one expression.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// The rewrite of a permission: runs of `+` and of `&` become one node each, parentheses included;
/// one operand alone becomes a union of it. Empty for a broken expression. O(nodes).
[[nodiscard]] std::vector<ir::RewriteNode> lower_expression(const Expression& expression);

/// Warns where an operand of `&`, or the right one of `-`, is a run of `+` without parentheses:
/// people read that from left to right, or with `&` first.
void warn_of_surprising_precedence(const Expression& expression, Sink& sink);

} // namespace pemba::schema::zed
