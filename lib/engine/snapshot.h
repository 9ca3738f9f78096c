// Snapshots: which revision a read sees, and everything it needs to see it.
#pragma once

#include "engine/reader_pool.h"
#include "graph/ask.h"
#include "pemba/options.h"
#include "pemba/schema_version.h"
#include "pemba/zookie.h"
#include "tuple/token.h"

namespace pemba::engine {

/// A revision of a store, open for reading on this thread until destroyed.
class OpenSnapshot {
public:
    [[nodiscard]] Revision revision() const { return revision_; }
    [[nodiscard]] const Epoch& epoch() const { return epoch_; }
    [[nodiscard]] const Zookie& zookie() const;
    [[nodiscard]] const graph::SchemaView& schema() const { return *reader_->view; }
    /// The id of that schema; empty if none was written yet. Errors: StoreCorrupt.
    [[nodiscard]] Result<SchemaId> schema_id() const;
    [[nodiscard]] storage::TupleReader& tuples() const { return reader_->tuples; }
    [[nodiscard]] const storage::Names& names() const { return names_; }

    [[nodiscard]] const storage::Transaction& transaction() const { return *reader_->transaction; }

    /// Ids that the store has never seen and this question names; names() knows them.
    [[nodiscard]] storage::Guests& guests() const { return reader_->guests; }

    /// Begins a question of this snapshot: from now on its tuples are those that the schema admits,
    /// and these, which are taken for granted. Forgets what the question before did. Errors, with
    /// the details `list` and `index`: those of TupleRules; LimitExceeded.
    [[nodiscard]] Result<void> suppose(const std::vector<RelationTuple>& tuples,
                                       const Limits& limits) const;

    /// For graph walks. Valid as long as the arguments are and this is not moved.
    [[nodiscard]] graph::Asking
    asking(const condition::Context& context, const Options& options,
           MissingContext missing_context = MissingContext::AsDialect) const;

private:
    friend class SnapshotOpener;
    OpenSnapshot(ReaderPool::Lease reader, Epoch epoch, Revision revision,
                 const storage::Overlay* past, const storage::Admission* admission,
                 bool closures_hold, const storage::Names& names)
        : reader_(std::move(reader)), epoch_(epoch), revision_(revision), past_(past),
          admission_(admission), closures_hold_(closures_hold), names_(names) {}

    ReaderPool::Lease reader_;
    Epoch epoch_;
    Revision revision_;
    const storage::Overlay* past_;        ///< what makes an older snapshot of the tables, or null
    const storage::Admission* admission_; ///< of tuples that questions see, or null
    bool closures_hold_; ///< the index is of this schema, and of the snapshot but for premises
    storage::Names names_;
};

/// Opens snapshots. Safe to use from any thread.
class SnapshotOpener {
public:
    /// All outlive it. REQUIRES: options have a clock.
    SnapshotOpener(const storage::Environment& environment, const Options& options,
                   SchemaCache& schemas)
        : readers_(environment), schemas_(schemas), names_(options.name_cache_bytes),
          options_(&options) {}

    /// With a schema's id, the tuples are seen under that version of it, whatever the revision.
    /// Errors: StoreUnknown, SchemaUnknown, InvalidZookie, SnapshotUnavailable, BudgetExceeded,
    /// Overloaded, StoreFailed.
    [[nodiscard]] Result<OpenSnapshot> open(StoreId store, const Consistency& consistency,
                                            const std::optional<SchemaId>& schema);

    /// Where a listing goes on: the cursor's revision and position, or a fresh start.
    struct Resumed {
        OpenSnapshot snapshot;
        std::string position; ///< empty at the start
    };
    /// `call` is a fingerprint of what a cursor is bound to. Also: InvalidCursor.
    [[nodiscard]] Result<Resumed> resume(StoreId store, const Consistency& consistency,
                                         const std::optional<Cursor>& cursor, std::uint64_t call,
                                         const std::optional<SchemaId>& schema);

    [[nodiscard]] storage::NameCache::Statistics name_cache() const { return names_.statistics(); }

private:
    struct Newest {
        ReaderPool::Lease reader;
        storage::Head head;
        Epoch epoch;
    };
    [[nodiscard]] Result<Newest> newest(StoreId store);
    [[nodiscard]] static Result<storage::Head> head_of(Reader& reader);
    [[nodiscard]] Result<OpenSnapshot> open_at(Newest newest, Revision revision,
                                               const std::optional<SchemaId>& schema);
    /// Whether the index, which is of this schema, tells the truth of that snapshot.
    [[nodiscard]] bool closures_hold_in(const graph::SchemaView& schema,
                                        const storage::Overlay* past) const;
    [[nodiscard]] Result<void> use_schema(Reader& reader, StoreId store, Revision revision);
    [[nodiscard]] Result<const storage::Overlay*> use_overlay(Reader& reader, StoreId store,
                                                              Revision from, Revision to) const;

    ReaderPool readers_;
    SchemaCache& schemas_;
    storage::NameCache names_;
    const Options* options_;
};

} // namespace pemba::engine
