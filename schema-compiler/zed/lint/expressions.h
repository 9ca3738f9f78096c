// Advice about one permission's expression.
#pragma once

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Warns of operands that stand twice or name the permission itself, of exclusions that leave
/// nothing, and of parentheses without effect. `definition` is the body that it stands in.
/// O(nodes · log nodes).
void lint_expression(const Definition& definition, const Permission& permission,
                     const Source& source, Sink& sink);

} // namespace pemba::schema::zed
