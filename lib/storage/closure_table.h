// ClosureTable: reads and writes whole closures of nodes.
#pragma once

#include <optional>
#include <vector>

#include "storage/closure.h"
#include "storage/environment.h"

namespace pemba::storage {

/// A node's closure with its members, which are ordered. `what.size` counts them.
struct WholeClosure {
    Closure what;
    std::vector<NodeId> members;

    [[nodiscard]] static WholeClosure incomplete() {
        return {{Closure::State::Incomplete, 0, 0}, {}};
    }
    /// Empty if there are no members.
    [[nodiscard]] static WholeClosure of(std::uint32_t depth, std::vector<NodeId> members);
    [[nodiscard]] bool is_incomplete() const { return what.state == Closure::State::Incomplete; }

    friend bool operator==(const WholeClosure&, const WholeClosure&) = default;
};

/// The closure that the table has of a node. O(members). Errors: StoreCorrupt.
[[nodiscard]] Result<WholeClosure> read_closure(const Transaction& transaction, StoreId store,
                                                NodeId node);
/// Whether the table has anything of a node, and whether that is an incomplete closure. One
/// look-up.
[[nodiscard]] Result<Closure::State> read_closure_state(const Transaction& transaction,
                                                        StoreId store, NodeId node);
/// The first node at or after `from` that has an entry.
[[nodiscard]] Result<std::optional<NodeId>> next_closure(const Transaction& transaction,
                                                         StoreId store, NodeId from);

/// Makes a node's closure another one. REQUIRES: the table has `before`. O(differences).
[[nodiscard]] Result<void> replace_closure(WriteTransaction& transaction, StoreId store,
                                           NodeId node, const WholeClosure& before,
                                           const WholeClosure& after);
/// Erases a store's closures. O(closures).
[[nodiscard]] Result<void> erase_closures(WriteTransaction& transaction, StoreId store);

} // namespace pemba::storage
