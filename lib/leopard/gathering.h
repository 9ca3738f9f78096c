// Gathering: the closures of one component, put together from the closures of what is put into it.
#pragma once

#include <span>
#include <vector>

#include "leopard/edges.h"
#include "leopard/sorted_union.h"
#include "storage/closure_table.h"

namespace pemba::leopard {

/// The nodes of a component reach each other: it is one node, or those of a cycle, which count as
/// if they stood in a row.
class Gathering {
public:
    /// All outlive it, the component too.
    Gathering(const storage::Transaction& transaction, StoreId store, const Rules& rules,
              std::span<const NodeId> component);

    /// Adds all that is put into the component. REQUIRES: the table is right for what is not of it.
    [[nodiscard]] Result<void> add_all(Edges& edges);
    /// Adds nodes that are put into one of the component by one tuple, ordered, and what is nested
    /// in them. REQUIRES: as add_all().
    [[nodiscard]] Result<void> add(std::vector<NodeId> inner);
    /// Adds what is known to be in the component. REQUIRES: it is one node.
    void add_known(storage::WholeClosure closure);
    /// The tuples must be followed: one is conditional or expires.
    void set_incomplete() { incomplete_ = true; }

    /// Ends it; nothing can be added from now on.
    void finish();
    /// REQUIRES: finish() was called, and the node is of the component.
    [[nodiscard]] storage::WholeClosure closure_of(NodeId node) const;

private:
    [[nodiscard]] Result<void> add_closure_of(NodeId inner);
    [[nodiscard]] bool has(NodeId node) const;
    void add_nodes(std::vector<NodeId> nodes);
    [[nodiscard]] std::uint32_t depth() const {
        return static_cast<std::uint32_t>(component_.size() - 1) + inner_depth_;
    }

    const storage::Transaction& transaction_;
    StoreId store_;
    const Rules& rules_;
    std::span<const NodeId> component_;
    bool incomplete_;
    std::uint32_t inner_depth_ = 0; ///< tuples in a row that lead out of the component, at most
    SortedUnion union_;
    std::vector<NodeId> reached_; ///< when finished
};

} // namespace pemba::leopard
