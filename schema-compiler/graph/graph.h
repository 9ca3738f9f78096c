// to_dot(): a schema as a graph in graphviz's language.
#pragma once

#include <string>

#include "ir/ir.h"

namespace pemba::schema::ir {

/// The whole picture. The schema was checked and has no errors. O(references).
[[nodiscard]] std::string to_dot(const Schema& schema);

} // namespace pemba::schema::ir
