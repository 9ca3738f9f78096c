// FolderLock: keeps a store's file from being replaced while somebody copies it, and the other way
// round.
#pragma once

#include <filesystem>
#include <utility>

#include "pemba/result.h"

namespace pemba::storage {

/// Held by one process at a time, until destroyed. Beside it another may write the store.
class FolderLock {
public:
    /// Errors: StoreInUse, StoreFailed.
    [[nodiscard]] static Result<FolderLock> take(const std::filesystem::path& folder);
    FolderLock() = default; ///< of nothing
    FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
    FolderLock& operator=(FolderLock&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }
    ~FolderLock();

private:
    int file_ = -1;
};

} // namespace pemba::storage
