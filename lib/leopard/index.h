// The Leopard index: keeps the closures of nested sets in step with the tuples, in the transaction
// that writes these.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "leopard/rules.h"
#include "pemba/result.h"
#include "storage/environment.h"
#include "storage/tuple_details.h"

namespace pemba::leopard {

/// What a write did to the tuple tables. A tuple whose details changed is among both.
struct ChangedTuples {
    std::span<const storage::StoredTuple> removed, inserted;
};

/// Brings a store's closures up to date. REQUIRES: the tuples were changed already, and before that
/// the closures were right under these rules.
///
/// Cost: O(changed tuples) if the rules concern none of them. An insertion: of the nodes that the
/// changed ones are nested in, their closures and the look-ups of their containers; after a removal
/// also the look-ups of all that is directly in them. Memory: the nodes that are affected, and one
/// closure. Errors: StoreCorrupt, StoreFull, StoreFailed.
[[nodiscard]] Result<void> update(storage::WriteTransaction& transaction, StoreId store,
                                  const Rules& rules, const ChangedTuples& changed);

/// Erases a store's closures and makes them anew from its tuples. O(tuples that the rules concern x
/// their depth); memory does not grow with them, but with the longest row of tuples. Errors: as
/// update().
[[nodiscard]] Result<void> rebuild(storage::WriteTransaction& transaction, StoreId store,
                                   const Rules& rules);

/// Takes a sentence for each closure that is not as the tuples have it.
using Complain = std::function<void(std::string)>;

/// Follows the tuples from every node, in the simplest way, and compares. O(members of all
/// closures). Errors: StoreCorrupt, StoreFailed.
[[nodiscard]] Result<void> verify(const storage::Transaction& transaction, StoreId store,
                                  const Rules& rules, const Complain& complain);

} // namespace pemba::leopard
