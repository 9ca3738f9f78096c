// A rewrite in the words of the DSL.
#pragma once

#include <optional>
#include <string>

#include "ir/ir.h"

namespace pemba::schema::fga {

/// What stands after a relation's colon; nothing if the DSL cannot say it. Direct types move to the
/// front of `or` and `and`. O(nodes * depth).
[[nodiscard]] std::optional<std::string> rewrite_text(const ir::Relation& relation);

} // namespace pemba::schema::fga
