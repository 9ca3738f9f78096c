// The closure of a node in the simplest way, for verification.
#pragma once

#include "leopard/edges.h"
#include "storage/closure_table.h"

namespace pemba::leopard {

/// Follows the tuples from a node, whatever the table of closures has. O(members) look-ups.
[[nodiscard]] Result<storage::WholeClosure> naive_closure(Edges& edges, NodeId node);

} // namespace pemba::leopard
