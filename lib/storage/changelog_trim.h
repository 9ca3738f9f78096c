// Trimming: the oldest entries of the changelog are given up, and a record says up to where.
#pragma once

#include <vector>

#include "pemba/relation_tuple.h"
#include "storage/environment.h"
#include "storage/set_sum.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// What the changelog has given up: its entries up to a revision. That revision is the oldest whose
/// snapshot can still be read. Layout of its record before its seal: revision 8, time 8 (biased as
/// in `expiries`), count 8, sum 8.
struct Trimmed {
    Revision through = Revision::Beginning; ///< Beginning: nothing, the changelog is whole
    Timestamp time = Timestamp::min();      ///< the latest of those entries'
    SetSum tuples; ///< of those entries; with the entries that are kept it gives the tables
};

/// Errors: StoreCorrupt.
[[nodiscard]] Result<Trimmed> read_trimmed(const Transaction& transaction, StoreId store);

/// Errors: SnapshotUnavailable if the changelog no longer reaches back to a revision, StoreCorrupt.
[[nodiscard]] Result<void> check_reaches_back(const Transaction& transaction, StoreId store,
                                              Revision revision);

/// Whether the changelog ends with the entry of the newest revision, or has given up all up to it.
/// O(entry). Errors: StoreCorrupt.
[[nodiscard]] Result<void> check_newest_entry(const Transaction& transaction, StoreId store,
                                              Revision newest);

/// How much of the changelog may go in one step, during which writes wait.
struct TrimLimits {
    std::size_t entries = 1'000, changes = 100'000; ///< after either of these it ends
};
/// What will have been given up when every entry written before a time is gone, or as many as the
/// limits allow. Changes nothing. Errors: StoreCorrupt. O(what goes).
[[nodiscard]] Result<Trimmed> plan_trim(const Transaction& transaction, StoreId store,
                                        Timestamp before, const TrimLimits& limits);
/// Erases those entries and says so in the record.
[[nodiscard]] Result<void> trim_changelog(WriteTransaction& transaction, StoreId store,
                                          const Trimmed& plan);

/// The stores whose changelog has entries from before a time. O(stores).
[[nodiscard]] Result<std::vector<StoreId>> stores_to_trim(const Transaction& transaction,
                                                          Timestamp before);

} // namespace pemba::storage
