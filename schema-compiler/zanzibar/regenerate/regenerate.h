// regenerate(): the canonical text of a schema as namespace configs.
#pragma once

#include <string>

#include "ir/ir.h"

namespace pemba::schema::zanzibar {

/// Namespaces by name, relations in their order, comments before what they belong to, laid out as
/// format() does; no line end at the end. A relation that takes all there is has no subject types.
/// The schema has no errors and nothing that namespace configs cannot say. O(schema).
[[nodiscard]] std::string regenerate(const ir::Schema& schema);

} // namespace pemba::schema::zanzibar
