// regenerate(): the canonical `.zed` text of a schema, as SpiceDB's ReadSchema gives it back.
#pragma once

#include <string>

#include "ir/ir.h"

namespace pemba::schema::zed {

/// Definitions by name, members in their order, tabs, no needless parentheses, comments before what
/// they belong to, no line end at the end. The schema has no errors. O(schema).
[[nodiscard]] std::string regenerate(const ir::Schema& schema);

} // namespace pemba::schema::zed
