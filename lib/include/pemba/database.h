// Database: the stores in one folder. A store is a tenant: its schema, tuples, changelog and
// revisions are its own, and nothing crosses from one to another.
//
//   auto database = pemba::Database::open({.directory = "/var/lib/pemba"});
//   auto made = (*database)->create_store("acme");
//   auto engine = (*database)->find_store(made->id);
//
// A program that needs one store only opens an Engine (engine.h), which is that of `default`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/engine.h"

namespace pemba {

struct StoreInfo {
    std::string id; ///< a ULID, 26 characters that sort by the time it was made
    std::string name;
    Timestamp created_at{};

    friend bool operator==(const StoreInfo&, const StoreInfo&) = default;
};

/// Stores in the order in which they were made.
struct ListStoresRequest {
    std::size_t limit = 50; ///< at least 1
    /// Go on with those made after the one of this id; if that one was deleted meanwhile, with
    /// those made in its millisecond or later.
    std::optional<std::string> after;
    std::optional<std::string> named; ///< only those of exactly this name
};

struct ListStoresResult {
    std::vector<StoreInfo> stores;
    bool complete = true; ///< false: there are more after the last
};

/// Every call may be made from any thread at any time.
class PEMBA_EXPORT Database {
public:
    /// The name of the store that every database has. It cannot be deleted.
    static constexpr std::string_view kDefaultStore = "default";

    /// Opens the folder for this process, making an empty database if there is none and the options
    /// allow it. Errors: StoreInUse, StoreCorrupt, StoreTooNew, StoreFull, StoreFailed.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const Options& options);

    /// Finishes the writes that are queued, then closes the folder. No other call may be running,
    /// and no engine or watch of its stores may be left but in callbacks of those writes.
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// The engine of the default store; the same one at each call.
    [[nodiscard]] const std::shared_ptr<Engine>& default_store() const;
    /// The engine of a store by its id, or by `default`; the same one at each call while anybody
    /// keeps it. After the store's deletion its calls fail with StoreUnknown. Errors: StoreUnknown.
    [[nodiscard]] Result<std::shared_ptr<Engine>> find_store(std::string_view id) const;
    /// Errors: StoreUnknown.
    [[nodiscard]] Result<StoreInfo> describe_store(std::string_view id) const;

    /// Makes an empty store. Names need not be unique. Durable when it returns; waits for the
    /// writer. Errors: InvalidArgument (a name of 0 or over 256 bytes), StoreFull, StoreFailed.
    [[nodiscard]] Result<StoreInfo> create_store(const std::string& name);
    /// Deletes a store for ever, at once for whoever asks; its space is given back in the
    /// background. Errors: StoreUnknown, InvalidArgument (the default store).
    [[nodiscard]] Result<void> delete_store(std::string_view id);
    /// Without the default store. O(stores up to the page's end). Errors: InvalidArgument,
    /// StoreUnknown (`after` is no id).
    [[nodiscard]] Result<ListStoresResult> list_stores(const ListStoresRequest& request) const;

    /// O(tables + stores in use + pieces of free space). Errors: StoreFailed.
    [[nodiscard]] Result<DatabaseStatistics> statistics() const;

    [[nodiscard]] const Limits& limits() const noexcept;

private:
    class State;
    explicit Database(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace pemba
