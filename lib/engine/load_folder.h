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

    /// Puts the store into its place. REQUIRES: it is durable and closed. Errors: StoreFailed.
    [[nodiscard]] Result<void> complete();

private:
    LoadFolder(std::filesystem::path directory, bool is_new)
        : directory_(std::move(directory)), is_new_(is_new) {}

    std::filesystem::path directory_; ///< empty: there is nothing to tidy up
    bool is_new_;
};

} // namespace pemba::engine
