// Edges: what is next to a node, by the tuples that are stored and the rules.
#pragma once

#include <vector>

#include "leopard/rules.h"
#include "pemba/result.h"
#include "storage/tuple_reader.h"

namespace pemba::leopard {

/// A closure of more nodes, or of more tuples in a row, is not kept. Bounds what crafted tuples can
/// cost.
inline constexpr std::size_t kMaxClosure = 16'384;
inline constexpr std::uint32_t kMaxDepth = 32;

/// One tuple puts `inner` into `outer`.
struct Edge {
    NodeId outer;
    NodeId inner;
};

/// What a tuple puts into what. Empty if the rules do not concern it.
[[nodiscard]] std::vector<Edge> edges_of(const Rules& rules, const TupleId& tuple);

/// Reads edges in one transaction, also those of tuples that have expired. Used by one thread at a
/// time, while its transaction lives and no tuple changes.
class Edges {
public:
    /// All outlive it.
    Edges(const storage::Transaction& transaction, StoreId store, const Rules& rules);

    /// What is put into a node by one tuple.
    struct Inner {
        std::vector<NodeId> nodes; ///< ordered, without the node itself
        bool marked = false;       ///< one of the tuples is conditional or expires
    };
    /// Of more than kMaxClosure nodes at least so many that it is known to be more.
    [[nodiscard]] Result<Inner> into(NodeId node);
    /// What a node is put into by one tuple that is neither conditional nor expires. Ordered,
    /// without the node itself.
    [[nodiscard]] Result<std::vector<NodeId>> around(NodeId node);
    /// The first userset at or after `from` that has tuples.
    [[nodiscard]] Result<std::optional<NodeId>> next_userset(NodeId from);

private:
    [[nodiscard]] Result<void> status() const;

    const Rules& rules_;
    storage::TupleReader tuples_;
    std::vector<storage::Member> members_; ///< of the scan at hand
};

} // namespace pemba::leopard
