// The well-founded model of a ground graph: the meaning of recursion, also through exclusion.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/ground_graph.h"

namespace pemba::graph {

enum class Truth : std::uint8_t { False, True, Undefined };

/// Recursion without exclusion is the least fixed point. With exclusion it is the well-founded
/// model, computed as its alternating fixed point: what must hold and what may hold, each from the
/// other, until they no longer change. A tuple whose condition is undecided is there in what may
/// hold, not in what must. What may hold and need not is Undefined: it depends on undecided
/// conditions, or would depend on itself.
struct Model {
    std::vector<Truth> truths; ///< one a node of the graph
    /// For a True node, when it was found: what it rests on was found before it.
    std::vector<std::uint32_t> ranks;

    [[nodiscard]] static Model solve(const GroundGraph& graph);
};

/// The undecided conditions that an Undefined root (nodes[0]) depends on, as indices of outcomes,
/// ordered; none if it depends on itself only.
[[nodiscard]] std::vector<std::uint32_t> find_undecided(const GroundGraph& graph,
                                                        const Model& model);

/// A cycle of Undefined nodes that can be reached from `start`, as indices, its first node repeated
/// at the end. REQUIRES: start is Undefined and depends on no undecided condition.
[[nodiscard]] std::vector<std::uint32_t>
find_undefined_cycle(const GroundGraph& graph, const Model& model, std::uint32_t start);

} // namespace pemba::graph
