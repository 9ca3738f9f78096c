// Unused names: ids of objects that nothing refers to any more, found and given up.
#pragma once

#include <vector>

#include "storage/environment.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Numbers of objects, a bit each.
class ObjectSet {
public:
    explicit ObjectSet(std::uint64_t last) : bits_(last + 1) {}

    /// A number past the last, such as a damaged store may hold, is left out.
    void add(std::uint64_t number) {
        if (number < bits_.size())
            bits_[number] = true;
    }
    void add(NodeId node) { add(static_cast<std::uint64_t>(node.object())); }
    [[nodiscard]] bool contains(std::uint64_t number) const {
        return number < bits_.size() && bits_[number];
    }

private:
    std::vector<bool> bits_;
};

/// The objects that a store's tuples, closures and changelog name. Counters and schemas keep words,
/// not numbers. O(store). Errors: StoreCorrupt.
[[nodiscard]] Result<ObjectSet> objects_in_use(const Transaction& transaction, StoreId store);

/// Gives up the names of all other objects, some thousands a transaction. Their numbers are not
/// given again, and a name that comes back gets a new one. Nothing else changes: whoever breaks off
/// leaves a store in which fewer are gone. Returns how many went. REQUIRES: nobody else uses the
/// environment; the number of a name must not be kept in memory. Errors: StoreCorrupt, StoreFull,
/// StoreFailed.
[[nodiscard]] Result<std::uint64_t> drop_unused_names(const Environment& environment,
                                                      StoreId store);

/// How many names of a store were given up so far. Errors: StoreCorrupt.
[[nodiscard]] Result<std::uint64_t> read_dropped_names(const Transaction& transaction,
                                                       StoreId store);
[[nodiscard]] Result<void> write_dropped_names(WriteTransaction& transaction, StoreId store,
                                               std::uint64_t names);

} // namespace pemba::storage
