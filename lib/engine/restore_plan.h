// RestorePlan: what becomes of each store of a database that is restored.
#pragma once

#include <vector>

#include "pemba/maintenance.h"
#include "storage/environment.h"
#include "storage/stores.h"

namespace pemba::engine {

struct RestorePlan {
    storage::StoreRecord record;
    std::optional<RestoreResult::LeftOut::Why> left_out; ///< none: it is restored
    Revision point = Revision::Beginning;                ///< at which it is to stand
};

/// Plans for all stores of an unfinished database, before anything is done, so that all that is in
/// the way is told at once. `later` is a snapshot of the same database in a later state, or none.
/// O(stores + revisions since what a changelog has given up). Errors: InvalidArgument,
/// SnapshotUnavailable, StoreUnknown, as of restore(), and StoreCorrupt.
[[nodiscard]] Result<std::vector<RestorePlan>> plan_restore(const storage::Environment& environment,
                                                            const storage::ReadTransaction* later,
                                                            const RestoreRequest& request);

} // namespace pemba::engine
