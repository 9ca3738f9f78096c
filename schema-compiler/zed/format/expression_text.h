// One expression as text in the canonical layout.
#pragma once

#include <string>

#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Keeps the author's parentheses and line breaks, the latter after the operator. O(nodes).
[[nodiscard]] std::string expression_text(const Expression& expression);

} // namespace pemba::schema::zed
