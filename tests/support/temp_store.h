// TempStore: a temporary folder for a test's store, removed with everything in it at the end.
#pragma once

#include <filesystem>
#include <memory>

#include "pemba/engine.h"
#include "support/must.h"

namespace pemba::testing {

/// A new empty folder under the system's temporary folder. Removed by the destructor; engines that
/// use it must be closed by then. Throws std::filesystem::filesystem_error if it cannot be made.
class TempStore {
public:
    TempStore();
    ~TempStore();
    TempStore(const TempStore&) = delete;
    TempStore& operator=(const TempStore&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Options for a store in this folder: small map, no fsync.
    [[nodiscard]] Options options() const;

    /// Opens (or reopens) the store with options(). Throws std::runtime_error with the error's
    /// message.
    [[nodiscard]] std::unique_ptr<Engine> open() const { return must(Engine::open(options())); }

private:
    std::filesystem::path path_;
};

} // namespace pemba::testing
