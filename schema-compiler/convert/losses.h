// losses(): what a language cannot say of a schema.
#pragma once

#include <string>
#include <vector>

#include "ir/ir.h"

namespace pemba::schema {

/// Everything in a schema that has no words in a dialect, each with its place, such as
/// "`nil` in `doc#view`"; empty if the schema can be written in it. O(schema).
[[nodiscard]] std::vector<std::string> losses(const ir::Schema& schema, Dialect to);

} // namespace pemba::schema
