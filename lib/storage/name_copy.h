// Copies names from a later state of a store into an earlier one, with their numbers.
#pragma once

#include "storage/head.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Gives every name that `later` numbered after `head` to the store, and moves the numbers of the
/// head there. REQUIRES: both are states of one store. O(names copied). Errors: StoreCorrupt,
/// StoreFull, StoreFailed.
[[nodiscard]] Result<void> copy_new_names(const Transaction& later, StoreId store,
                                          WriteTransaction& transaction, Head& head);

/// Gives the store the name of one object again, if it gave that up and `later` did not. O(1).
/// Errors: StoreCorrupt if neither has it.
[[nodiscard]] Result<void> restore_name(const Transaction& later, StoreId store, NodeId node,
                                        WriteTransaction& transaction);

} // namespace pemba::storage
