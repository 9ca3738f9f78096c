// Temporary database: stores for tests, in a folder of their own that goes away with them.
#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "pemba/database.h"

namespace pemba::client {

/// The engines of its stores must be gone before it is.
class TemporaryDatabase {
public:
    /// Errors: StoreFailed and others of Database::open().
    [[nodiscard]] static Result<TemporaryDatabase> make();
    ~TemporaryDatabase();
    TemporaryDatabase(TemporaryDatabase&& other) noexcept
        : folder_(std::exchange(other.folder_, {})), database_(std::move(other.database_)) {}
    TemporaryDatabase& operator=(TemporaryDatabase&&) = delete;

    /// A new store with a schema and tuples. Errors: those of Engine::import_tuples(), also
    /// DuplicateUpdate.
    [[nodiscard]] Result<std::shared_ptr<Engine>> make_store(const Schema& schema,
                                                             std::vector<RelationTuple> tuples);

private:
    TemporaryDatabase() = default;

    std::filesystem::path folder_; ///< empty once moved from
    std::unique_ptr<Database> database_;
};

} // namespace pemba::client
