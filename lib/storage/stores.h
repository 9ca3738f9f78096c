// The stores of a database: which there are, and giving back the space of those that were deleted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pemba/relation_tuple.h"
#include "storage/environment.h"
#include "tuple/ids.h"
#include "tuple/ulid.h"

namespace pemba::storage {

/// One store. Layout of its record, before its seal: id 16, time made 8 (biased as in `expiries`),
/// name.
struct StoreRecord {
    StoreId store = StoreId::Default;
    Ulid id;
    Timestamp created_at{};
    std::string name;
};

/// Nothing if there is no such store. Errors: StoreCorrupt.
[[nodiscard]] Result<std::optional<StoreRecord>> find_store(const Transaction& transaction,
                                                            const Ulid& id);
[[nodiscard]] Result<std::optional<StoreRecord>> read_store(const Transaction& transaction,
                                                            StoreId store);
/// The stores after one, in the order of their numbers, which is that in which they were made.
[[nodiscard]] Result<std::vector<StoreRecord>> list_stores(const Transaction& transaction,
                                                           StoreId after, std::size_t limit);

/// All stores, when their records, ids and numbers agree with one another. Errors: StoreCorrupt.
[[nodiscard]] Result<std::vector<StoreRecord>> verify_stores(const Transaction& transaction);

/// A number that no store ever had. Errors: StoreFull.
[[nodiscard]] Result<StoreId> next_store(const Transaction& transaction);
[[nodiscard]] Result<void> write_store(WriteTransaction& transaction, const StoreRecord& record);

/// Takes a store out of the list at once; what it holds stays until erase_deleted() took it.
[[nodiscard]] Result<void> delete_store(WriteTransaction& transaction, const StoreRecord& record);
[[nodiscard]] Result<bool> has_deleted_stores(const Transaction& transaction);
/// The stores that have tuples which have expired by a time. O(stores with tuples that expire).
[[nodiscard]] Result<std::vector<StoreId>> stores_with_expired(const Transaction& transaction,
                                                               Timestamp now);
/// Erases about `max_entries` of what deleted stores hold. Returns whether there may be more.
[[nodiscard]] Result<bool> erase_deleted(WriteTransaction& transaction, std::size_t max_entries);

} // namespace pemba::storage
