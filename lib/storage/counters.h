// The counters of a store: filters by name. They are kept as words, because a filter may name what
// the store has no number for yet.
#pragma once

#include <vector>

#include "pemba/counter.h"
#include "storage/environment.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Nothing if there is none of that name. Errors: StoreCorrupt.
[[nodiscard]] Result<std::optional<TupleFilter>> read_counter(const Transaction& transaction,
                                                              StoreId store, std::string_view name);
/// REQUIRES: the name and the filter's texts are no longer than names may be.
[[nodiscard]] Result<void> write_counter(WriteTransaction& transaction, StoreId store,
                                         const Counter& counter);
[[nodiscard]] Result<void> erase_counter(WriteTransaction& transaction, StoreId store,
                                         std::string_view name);
/// All of them, ordered by name. O(counters). Errors: StoreCorrupt.
[[nodiscard]] Result<std::vector<Counter>> read_counters(const Transaction& transaction,
                                                         StoreId store);

} // namespace pemba::storage
