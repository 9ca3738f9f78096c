// When what an environment that is not durable has committed reaches the disk.
#pragma once

#include "storage/environment.h"

namespace pemba::storage {

/// Starts writing what was committed, without waiting for it.
void begin_sync(const Transaction& transaction);
/// Makes durable what was committed. Errors: StoreFull, StoreFailed.
[[nodiscard]] Result<void> sync(const Transaction& transaction);

} // namespace pemba::storage
