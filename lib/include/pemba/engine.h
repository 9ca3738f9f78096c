// Engine: the calls on one store of an authorization graph database. Open it, write a schema and
// relation tuples, and ask. A database has many stores: database.h.
//
//   auto engine = pemba::Engine::open({.directory = "/var/lib/pemba"});
//   if (!engine) fail(engine.error());
//   auto answer = (*engine)->check({.userset = {{"repository", "pemba"}, "push"},
//                                   .subject = {{"user", "ann"}, ""}});
//
// Thread-safety: every call may be made from any thread at any time. Reads never wait for writes
// nor for one another. Writes queue for one writer thread, which commits them in groups, each under
// a revision of its own, fsynced before any of them is answered.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pemba/counter.h"
#include "pemba/listing.h"
#include "pemba/options.h"
#include "pemba/questions.h"
#include "pemba/reading.h"
#include "pemba/result.h"
#include "pemba/schema_plan.h"
#include "pemba/statistics.h"
#include "pemba/watch.h"
#include "pemba/writing.h"

namespace pemba {

class PEMBA_EXPORT Engine {
public:
    /// Opens (or makes) the database in options.directory, of which this is the default store, and
    /// starts its writer thread. Errors: StoreInUse, StoreCorrupt, StoreTooNew, StoreFull,
    /// StoreFailed.
    [[nodiscard]] static Result<std::unique_ptr<Engine>> open(const Options& options);

    /// The last engine of a database, if that is gone too, finishes the writes that are queued and
    /// closes the folder. No other call may be running, and its watches must be gone.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Reads. Common errors: InvalidTuple, InvalidZookie, SnapshotUnavailable, UnknownNamespace,
    // UnknownRelation, SchemaUnknown, BudgetExceeded. Of the questions also: InvalidContext (a
    // value is not of its parameter's type, or the context no JSON object) and ConditionFailed (a
    // condition cannot be evaluated), each only if the answer depends on it.

    /// Also: WildcardNotAllowed, NoAnswer.
    [[nodiscard]] Result<CheckResult> check(const CheckRequest& request) const;
    /// One snapshot for all items; an item's failure is its own.
    [[nodiscard]] Result<BulkCheckResult> check_bulk(const BulkCheckRequest& request) const;
    [[nodiscard]] Result<ExpandResult> expand(const ExpandRequest& request) const;
    /// Also: WildcardNotAllowed, InvalidCursor, NoAnswer.
    [[nodiscard]] Result<LookupObjectsResult>
    lookup_objects(const LookupObjectsRequest& request) const;
    /// Also: InvalidCursor, NoAnswer.
    [[nodiscard]] Result<LookupSubjectsResult>
    lookup_subjects(const LookupSubjectsRequest& request) const;
    /// The same, to be read piece by piece: for answers too long to hold in words.
    [[nodiscard]] Result<ObjectListing> list_objects(const LookupObjectsRequest& request) const;
    [[nodiscard]] Result<SubjectListing> list_subjects(const LookupSubjectsRequest& request) const;
    /// Ordered, in pages. Also: InvalidFilter, InvalidCursor, RelationNotStored.
    [[nodiscard]] Result<ReadResult> read(const ReadRequest& request) const;
    /// Errors: NoSchema, SchemaUnknown, InvalidZookie, SnapshotUnavailable.
    [[nodiscard]] Result<ReadSchemaResult> read_schema(const ReadSchemaRequest& request = {}) const;
    /// O(page). Errors: InvalidArgument, SchemaUnknown (`before`).
    [[nodiscard]] Result<ListSchemasResult> list_schemas(const ListSchemasRequest& request) const;
    /// Errors: InvalidArgument, InvalidCursor, SnapshotUnavailable if the changelog no longer
    /// reaches back. O(changes looked at).
    [[nodiscard]] Result<ReadChangesResult> read_changes(const ReadChangesRequest& request) const;
    /// The document kept with a version of the schema; empty if there is none. Errors:
    /// SchemaUnknown.
    [[nodiscard]] Result<std::string> read_assertions(const SchemaId& schema) const;

    /// What writing a schema would change, and all that stands in its way. O(schemas + types).
    [[nodiscard]] Result<SchemaPlan> plan_schema(const Schema& schema) const;
    /// What a registered counter's filter means. Errors: CounterUnknown, and those of read().
    /// O(types) if the filter names types only and none of it expires, else O(matches).
    [[nodiscard]] Result<CountResult> count(const CountRequest& request) const;
    /// The counters that are registered, ordered by name. Errors: StoreCorrupt, StoreFailed.
    [[nodiscard]] Result<std::vector<Counter>> counters() const;
    /// Changes from a revision on. Errors: InvalidZookie, InvalidFilter, LimitExceeded (filters),
    /// Overloaded (watchers), SnapshotUnavailable if the changelog no longer reaches back.
    [[nodiscard]] Result<std::unique_ptr<Watch>> watch(const WatchRequest& request) const;

    // Writes. Each has two forms: one that waits, and one that calls back from the writer thread
    // once the write is durable or refused. A callback must be quick and must not call back into a
    // waiting form. It is always called exactly once, before the folder is closed. Common
    // errors: StoreFull, StoreFailed, Overloaded, ShuttingDown; in each of these cases nothing was
    // changed.

    template <class T>
    using Callback = std::function<void(Result<T>)>;

    /// Errors: InvalidTuple, LimitExceeded, DuplicateUpdate, NoSchema, UnknownNamespace,
    /// UnknownRelation, RelationNotStored, SubjectNotAllowed, InvalidContext, PreconditionFailed,
    /// TupleExists, TupleDiffers, TupleMissing, SchemaUnknown.
    [[nodiscard]] Result<WriteResult> write(WriteRequest request);
    void write(WriteRequest request, Callback<WriteResult> done);
    /// Errors: InvalidFilter, UnknownNamespace, UnknownRelation, PreconditionFailed,
    /// TooManyMatches.
    [[nodiscard]] Result<DeleteResult> delete_tuples(DeleteRequest request);
    void delete_tuples(DeleteRequest request, Callback<DeleteResult> done);
    /// Errors: those of write().
    [[nodiscard]] Result<ImportResult> import_tuples(ImportRequest request);
    void import_tuples(ImportRequest request, Callback<ImportResult> done);
    /// Errors: SchemaOrphansTuples.
    [[nodiscard]] Result<WriteSchemaResult> write_schema(WriteSchemaRequest request);
    void write_schema(WriteSchemaRequest request, Callback<WriteSchemaResult> done);
    /// Keeps a document with a version of the schema, instead of the one before; what is in it is
    /// the caller's business. Errors: SchemaUnknown, LimitExceeded.
    [[nodiscard]] Result<void> write_assertions(AssertionsRequest request);
    void write_assertions(AssertionsRequest request, Callback<void> done);

    /// Errors: InvalidArgument, InvalidFilter, UnknownNamespace, UnknownRelation, CounterExists,
    /// LimitExceeded.
    [[nodiscard]] Result<CounterChanged> register_counter(Counter counter);
    void register_counter(Counter counter, Callback<CounterChanged> done);
    /// Errors: CounterUnknown.
    [[nodiscard]] Result<CounterChanged> unregister_counter(std::string name);
    void unregister_counter(std::string name, Callback<CounterChanged> done);

    /// Makes the index of nested groups anew from the tuples; never needed unless verify() says so.
    /// Changes nothing else, and makes no revision. O(tuples that nest groups). Errors: none of its
    /// own.
    [[nodiscard]] Result<void> rebuild_index(RebuildIndexRequest request = {});
    void rebuild_index(RebuildIndexRequest request, Callback<void> done);

    /// O(tables). Errors: StoreFailed.
    [[nodiscard]] Result<StoreStatistics> statistics() const;
    /// Proves that tables agree with one another: both tuple tables, counts, names, changelog and
    /// the index of nested groups.
    /// Returns what is wrong, one sentence each, empty if nothing. O(store). Errors: StoreFailed.
    [[nodiscard]] Result<std::vector<std::string>> verify() const;

    [[nodiscard]] const Limits& limits() const noexcept;

private:
    friend class Database;
    class State;
    explicit Engine(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace pemba
