// When what was written reaches the disk: commits of an environment that is not durable, and the
// names of new files.
#pragma once

#include <filesystem>

#include "storage/environment.h"

namespace pemba::storage {

/// Starts writing what was committed, without waiting for it.
void begin_sync(const Transaction& transaction);
/// Makes durable what was committed. Errors: StoreFull, StoreFailed.
[[nodiscard]] Result<void> sync(const Transaction& transaction);
/// Makes durable what was written into a file. Errors: StoreFull, StoreFailed.
[[nodiscard]] Result<void> sync_file(const std::filesystem::path& file);
/// Makes durable which files are in a folder, and under which names. Errors: StoreFull,
/// StoreFailed.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& folder);

} // namespace pemba::storage
