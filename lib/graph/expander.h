// Expands a userset into a tree, as `expand` answers it.
#pragma once

#include "graph/explain.h"
#include "pemba/options.h"
#include "pemba/userset_tree.h"

namespace pemba::graph {

/// Opens computed relations and arrows; usersets that a tuple names stay subjects of leaves. A
/// userset that is open already further up stands as a subject of a leaf, so cyclic data gives a
/// finite tree. Errors: BudgetExceeded past limits.expand_nodes, expand_depth or the reader's
/// budget.
[[nodiscard]] Result<UsersetTree> expand(const Snapshot& snapshot, Node root,
                                         const Wording& wording, const Limits& limits);

/// The operators of the root's own rewrite and its own tuples; other usersets stay References.
/// Errors as above.
[[nodiscard]] Result<UsersetTree> expand_rewrite(const Snapshot& snapshot, Node root,
                                                 const Wording& wording, const Limits& limits);

} // namespace pemba::graph
