// The strongly connected components of a graph.
#pragma once

#include <cstdint>
#include <vector>

namespace pemba::schema::sema {

/// A graph of numbered nodes: what each leads to.
using Edges = std::vector<std::vector<std::uint32_t>>;

/// The nodes in groups that lead to each other; a group comes after all that it leads to. Does not
/// recurse. O(nodes + edges).
[[nodiscard]] std::vector<std::vector<std::uint32_t>> components(const Edges& edges);

} // namespace pemba::schema::sema
