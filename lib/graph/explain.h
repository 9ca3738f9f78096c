// Explains a check: the proof of a yes, or all that was looked at for a no.
#pragma once

#include "graph/ground_graph.h"
#include "graph/well_founded.h"
#include "pemba/explanation.h"
#include "storage/names.h"

namespace pemba::graph {

/// How nodes and tuples are put into words.
struct Wording {
    const SchemaView& schema;
    const storage::Names& names;

    [[nodiscard]] Result<Userset> userset_of(Node node) const;
};

/// `snapshot` is the one the graph was built from; an Undefined node counts as Conditional. Leaves
/// the decision to the caller. Errors: BudgetExceeded past `max_nodes`, StoreFailed.
[[nodiscard]] Result<Explanation> explain(const Snapshot& snapshot, const GroundGraph& graph,
                                          const Model& model, const Wording& wording,
                                          std::size_t max_nodes);

} // namespace pemba::graph
