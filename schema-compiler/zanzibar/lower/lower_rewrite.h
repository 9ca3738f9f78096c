// Userset rewrites to nodes.
#pragma once

#include <vector>

#include "ir/ir.h"
#include "zanzibar/lower/shape.h"

namespace pemba::schema::zanzibar {

/// The nodes of a `userset_rewrite` in which nothing is broken. One that is nothing but `_this` is
/// a single This, the same as none; any other leaf alone stands in a union. `exclusion` of more
/// than two children becomes nested ones to the left. O(fields).
[[nodiscard]] std::vector<ir::RewriteNode> lower_rewrite(const File& file, const Shapes& shapes,
                                                         std::uint32_t rewrite);

} // namespace pemba::schema::zanzibar
