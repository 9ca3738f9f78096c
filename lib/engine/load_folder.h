// LoadFolder: the directory that a load, a backup or a restore makes a database in.
#pragma once

#include <filesystem>

#include "pemba/result.h"

namespace pemba::engine {

/// A directory that was new or empty. What is put there goes again when this does, unless it was
/// completed.
class LoadFolder {
public:
    /// Errors: InvalidArgument (it is not empty), StoreFull, StoreFailed.
    [[nodiscard]] static Result<LoadFolder> make(const std::filesystem::path& directory);
    LoadFolder(LoadFolder&& other) noexcept;
    LoadFolder& operator=(LoadFolder&&) = delete;
    ~LoadFolder();

    /// Where the store is built, and temporary files are.
    [[nodiscard]] std::filesystem::path work() const;

    /// Puts the store into its place, and waits until it is known there on the disk. REQUIRES: it
    /// is durable and closed. Errors: StoreFailed.
    [[nodiscard]] Result<void> complete();

private:
    LoadFolder(std::filesystem::path directory, std::filesystem::path made)
        : directory_(std::move(directory)), made_(std::move(made)) {}

    std::filesystem::path directory_; ///< empty: there is nothing to tidy up
    std::filesystem::path made_;      ///< the outermost folder that was not there
};

} // namespace pemba::engine
