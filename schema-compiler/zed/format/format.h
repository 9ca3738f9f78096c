// format(): a tree as text in the canonical layout, in the author's order.
#pragma once

#include <string>

#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Tabs, one blank line between definitions, at most one between members, one member a line,
/// operators surrounded by blanks and at the end of a line that the author broke. Keeps parentheses
/// and comments. The tree is whole. Formatting what it made changes nothing. O(tree).
[[nodiscard]] std::string format(const File& file);

} // namespace pemba::schema::zed
