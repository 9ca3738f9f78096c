// The well-founded model of a ground graph: the meaning of recursion, also through exclusion.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/ground_graph.h"

namespace pemba::graph {

enum class Truth : std::uint8_t { False, True, Undefined };

/// Recursion without exclusion is the least fixed point. With exclusion it is the well-founded
/// model, computed as its alternating fixed point: what must hold and what may hold, each from the
/// other, until they no longer change. What may hold and need not is Undefined: it would depend on
/// itself.
struct Model {
    std::vector<Truth> truths; ///< one a node of the graph
    /// For a True node, when it was found: what it rests on was found before it.
    std::vector<std::uint32_t> ranks;

    [[nodiscard]] static Model solve(const GroundGraph& graph);
};

/// A cycle of Undefined nodes that can be reached from `start`, as indices, its first node repeated
/// at the end. REQUIRES: start is Undefined.
[[nodiscard]] std::vector<std::uint32_t>
find_undefined_cycle(const GroundGraph& graph, const Model& model, std::uint32_t start);

} // namespace pemba::graph
