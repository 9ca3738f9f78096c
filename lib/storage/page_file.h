// PageFile: the bytes of a store's file, read without LMDB.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "pemba/result.h"

namespace pemba::storage {

/// Open for reading until it is destroyed.
class PageFile {
public:
    PageFile() = default;
    ~PageFile();
    PageFile(const PageFile&) = delete;
    PageFile& operator=(const PageFile&) = delete;

    /// Errors: StoreFailed.
    [[nodiscard]] Result<void> open(const std::filesystem::path& path);
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// Fewer at the file's end. Errors: StoreFailed.
    [[nodiscard]] Result<std::string> read(std::uint64_t at, std::size_t size) const;

private:
    [[nodiscard]] Error failure() const;

    std::filesystem::path path_;
    int file_ = -1;
    std::uint64_t bytes_ = 0;
};

} // namespace pemba::storage
