// SpillFile: bytes that memory need not hold.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::storage {

/// A temporary file without a name, gone when this is. Written from front to back, then read as
/// memory. One thread at a time writes.
class SpillFile {
public:
    /// In a folder that is there. Errors: StoreFull, StoreFailed.
    [[nodiscard]] static Result<SpillFile> create(const std::filesystem::path& directory);
    SpillFile(SpillFile&& other) noexcept;
    SpillFile& operator=(SpillFile&& other) noexcept;
    ~SpillFile();

    /// Errors: StoreFull, StoreFailed.
    [[nodiscard]] Result<void> append(std::string_view bytes);
    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// Ends the writing; bytes() is then all of it, as long as this is. Errors: StoreFull,
    /// StoreFailed.
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] std::string_view bytes() const { return {mapped_, mapped_ ? size_ : 0}; }

private:
    explicit SpillFile(int file) : file_(file) {}
    [[nodiscard]] Result<void> flush();

    int file_ = -1;
    std::uint64_t size_ = 0;
    std::string pending_; ///< the end of the file, not written yet
    char* mapped_ = nullptr;
};

} // namespace pemba::storage
