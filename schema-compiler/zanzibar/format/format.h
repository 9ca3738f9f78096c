// format(): the tree as text in its canonical layout.
#pragma once

#include <string>

#include "zanzibar/ast/ast.h"

namespace pemba::schema::zanzibar {

/// Fields in the author's order with his comments and single blank lines, two blanks of
/// indentation, double quotes, no separators. A message stands on one line if that has at most 80
/// columns and no message in it has a comment or two messages. Ends with a line end. O(file).
[[nodiscard]] std::string format(const File& file);

} // namespace pemba::schema::zanzibar
