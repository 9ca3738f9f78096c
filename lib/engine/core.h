// Core: what all stores of a database share: the folder, its readers and its writer.
#pragma once

#include "base/clock.h"
#include "engine/snapshot.h"
#include "engine/stores.h"
#include "engine/writer.h"

namespace pemba::engine {

/// Safe to use from any thread. Destroying it finishes the writes that are queued.
class Core {
public:
    /// Opens the folder; makes the default store if there is none. Errors: those of
    /// Database::open.
    [[nodiscard]] static Result<std::shared_ptr<Core>> open(const Options& options);

    Core(std::unique_ptr<storage::Environment> environment, const Options& options)
        : options_(with_clock(options)), environment_(std::move(environment)),
          snapshots_(*environment_, options_, schemas_), stores_(*environment_, options_.limits),
          writer_(*environment_, options_, stores_, schemas_) {}

    [[nodiscard]] const Options& options() const { return options_; }
    [[nodiscard]] const Limits& limits() const { return options_.limits; }
    /// By which expiries are judged.
    [[nodiscard]] Timestamp now() const { return options_.clock(); }
    [[nodiscard]] storage::Environment& environment() { return *environment_; }
    [[nodiscard]] SnapshotOpener& snapshots() { return snapshots_; }
    [[nodiscard]] Stores& stores() { return stores_; }
    [[nodiscard]] Writer& writer() { return writer_; }

private:
    static Options with_clock(Options options) {
        if (!options.clock)
            options.clock = base::wall_clock;
        return options;
    }

    Options options_;
    std::unique_ptr<storage::Environment> environment_;
    SchemaCache schemas_;
    SnapshotOpener snapshots_;
    Stores stores_;
    Writer writer_;
};

/// Makes a store with a number and an id of its own. Part of a write transaction.
[[nodiscard]] Result<storage::StoreRecord> make_store(storage::WriteTransaction& transaction,
                                                      Timestamp now, const std::string& name);

/// Every store of a database, the default one first. Errors: StoreCorrupt, StoreFailed.
[[nodiscard]] Result<std::vector<storage::StoreRecord>>
all_stores(const storage::Environment& environment);

/// Opens a database that nobody else knows yet, as a server would, closes it again and tells how
/// many stores it has. Proves little and costs little: that the file is whole and of this format,
/// and that every head and schema can be read. Errors: those of Database::open.
[[nodiscard]] Result<std::uint64_t> try_opening(const std::filesystem::path& directory);

} // namespace pemba::engine
