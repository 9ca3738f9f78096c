// Engine: an authorization graph database in a folder. Open it, write a schema and relation tuples,
// and ask.
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
#include "pemba/decision.h"
#include "pemba/explanation.h"
#include "pemba/options.h"
#include "pemba/relation_tuple.h"
#include "pemba/result.h"
#include "pemba/schema.h"
#include "pemba/schema_plan.h"
#include "pemba/tuple_filter.h"
#include "pemba/userset_tree.h"
#include "pemba/watch.h"
#include "pemba/zookie.h"

namespace pemba {

// --- Check ------------------------------------------------------------------------------------

/// Does the subject have the relation to the object?
struct CheckRequest {
    Userset userset; ///< object and relation; the relation may be stored or computed
    Subject subject; ///< an object or a userset, not a wildcard
    Consistency consistency;
    bool explain = false; ///< also return why; costs a second walk
    /// 0: Limits::tuple_reads. Less, for a caller that would rather ask again elsewhere
    /// (BudgetExceeded) than wait.
    std::uint64_t max_tuple_reads = 0;
    /// Values for the parameters of conditions, as a JSON object; empty: none. Where a tuple has a
    /// value of its own, that one counts.
    std::string context;
};

struct CheckResult {
    Decision decision;
    Zookie checked_at;
    std::optional<Explanation> explanation; ///< if asked for
    std::uint64_t tuple_reads = 0;          ///< what the answer cost
};

/// One question of a bulk check.
struct CheckItem {
    Userset userset;
    Subject subject;
    bool explain = false;
    std::string context; ///< as CheckRequest::context
};

struct BulkCheckRequest {
    std::vector<CheckItem> items;
    Consistency consistency;
};

/// One result an item, in order. `checked_at` of each is that of the whole call.
struct BulkCheckResult {
    Zookie checked_at;
    std::vector<Result<CheckResult>> results;
};

// --- Expand -----------------------------------------------------------------------------------

struct ExpandRequest {
    Userset userset;
    Consistency consistency;
};

struct ExpandResult {
    UsersetTree tree;
    Zookie expanded_at;
};

// --- Lookups ----------------------------------------------------------------------------------

/// Which objects of a namespace does the subject have the relation to?
struct LookupObjectsRequest {
    std::string namespace_name;
    std::string relation;
    Subject subject;
    Consistency consistency; ///< ignored when there is a cursor, which carries its revision
    std::size_t limit = 0;   ///< 0: all of them
    std::optional<Cursor> cursor;
    std::string context; ///< as CheckRequest::context
};

struct FoundObject {
    std::string id;
    Decision decision; ///< Yes or Conditional
};

/// Each object once, ordered by id (bytewise).
struct LookupObjectsResult {
    Zookie looked_up_at;
    std::vector<FoundObject> objects;
    bool complete = true; ///< false: the limit cut it; go on with cursor_after(objects.size() - 1)

    /// The cursor that goes on after the object of that index.
    [[nodiscard]] PEMBA_EXPORT Cursor cursor_after(std::size_t index) const;

    std::string cursor_prefix; ///< opaque; what cursor_after() builds on
};

/// Which subjects of a type have the relation to an object?
struct LookupSubjectsRequest {
    Userset userset;
    std::string subject_namespace;
    std::string subject_relation; ///< empty: objects; otherwise usersets with this relation
    Consistency consistency;      ///< ignored when there is a cursor, which carries its revision
    std::string context;          ///< as CheckRequest::context
    bool wildcard = true;         ///< also tell whether everybody has it, and who then does not
    std::size_t limit = 0;        ///< of subjects that were named; 0: all of them
    std::optional<Cursor> cursor;
};

/// Somebody whom a wildcard does not cover.
struct ExcludedSubject {
    std::string id;
    Decision decision; ///< of being excluded: Yes or Conditional
};

struct FoundSubject {
    std::string id;                        ///< `*` for the wildcard
    Decision decision;                     ///< Yes or Conditional
    std::vector<ExcludedSubject> excluded; ///< only for `*`, ordered by id
};

/// Each subject once, ordered by id (bytewise); a wildcard comes first, and subjects that were
/// named come beside it.
struct LookupSubjectsResult {
    Zookie looked_up_at;
    std::vector<FoundSubject> subjects;
    bool complete = true; ///< false: the limit cut it; go on with cursor_after(subjects.size() - 1)

    /// The cursor that goes on after the subject of that index.
    [[nodiscard]] PEMBA_EXPORT Cursor cursor_after(std::size_t index) const;

    std::string cursor_prefix; ///< opaque; what cursor_after() builds on
};

// --- Reading tuples ---------------------------------------------------------------------------

struct ReadRequest {
    TupleFilter filter;        ///< empty: every tuple
    Consistency consistency;   ///< ignored when there is a cursor, which carries its revision
    std::size_t limit = 1'000; ///< at least 1: a page; memory is proportional to it
    std::optional<Cursor> cursor;
    /// Bound into the cursor beside the filter, so that an API can bind a cursor to its call.
    std::string cursor_scope;
};

struct ReadResult {
    Zookie read_at;
    std::vector<RelationTuple> tuples;
    std::vector<Cursor> cursors; ///< one a tuple: go on after it
    bool complete = true;        ///< false: there are more after the last cursor
};

struct ReadSchemaRequest {
    Consistency consistency;
    bool none_is_empty = false; ///< where no schema was written yet: the empty one, not NoSchema
};

struct ReadSchemaResult {
    Schema schema;
    Zookie read_at;
};

// --- Writing ----------------------------------------------------------------------------------

enum class UpdateKind : std::uint8_t {
    Create, ///< fails if the tuple is there
    Touch,  ///< writes it whether or not it is there
    Delete, ///< removes it; not being there is fine
};

struct TupleUpdate {
    UpdateKind kind = UpdateKind::Touch;
    RelationTuple tuple;
};

/// A condition on the data that must hold for a write to be applied.
struct Precondition {
    enum class Kind : std::uint8_t { MustMatch, MustNotMatch };
    Kind kind = Kind::MustMatch;
    TupleFilter filter;
};

/// Who writes and why; kept in the changelog.
struct WriteContext {
    std::string actor;    ///< who, as the caller knows them; may be empty
    std::string metadata; ///< a JSON object as text, or empty
};

/// All updates are applied in one revision, or none.
struct WriteRequest {
    std::vector<TupleUpdate> updates;
    std::vector<Precondition> preconditions;
    WriteContext context;
};

struct WriteResult {
    Zookie written_at;
};

/// Deletes what a filter matches.
struct DeleteRequest {
    TupleFilter filter;
    std::vector<Precondition> preconditions;
    std::size_t limit = 0; ///< 0: none
    /// With a limit: delete up to it and say that there is more, instead of refusing
    /// (TooManyMatches).
    bool allow_partial = false;
    WriteContext context;
};

struct DeleteResult {
    Zookie deleted_at;
    std::uint64_t deleted = 0;
    bool complete = true; ///< false: allow_partial was used and more tuples match
};

/// Many tuples in one revision: all are created, or none if one is there already or is wrong.
struct ImportRequest {
    std::vector<RelationTuple> tuples;
    bool touch = false; ///< tuples that are there already are fine
    WriteContext context;
};

struct ImportResult {
    Zookie written_at;
    std::uint64_t imported = 0;
};

/// Replaces the schema. Refused (SchemaOrphansTuples) if stored tuples would no longer be allowed;
/// the error names every relation and subject type concerned, with a count and an example.
struct WriteSchemaRequest {
    Schema schema;
    WriteContext context;
};

// --- The store itself -------------------------------------------------------------------------

/// Sizes and counts for people and metrics.
struct StoreStatistics {
    Zookie head;
    std::uint64_t revision = 0;
    std::uint64_t tuples = 0;
    std::uint64_t names = 0;
    std::uint64_t changelog_entries = 0;
    struct Table {
        std::string name;
        std::uint64_t entries = 0;
        std::uint64_t bytes = 0;
    };
    std::vector<Table> tables;
    std::uint64_t used_bytes = 0; ///< of the map
    std::uint64_t map_bytes = 0;
    std::uint64_t readers = 0;
    std::uint64_t queued_writes = 0;
    std::uint64_t watchers = 0;
    std::uint64_t slowest_watcher_behind = 0; ///< revisions
};

class PEMBA_EXPORT Engine {
public:
    /// Opens (or makes) the store in options.directory and starts its writer thread. Errors:
    /// StoreInUse, StoreCorrupt, StoreTooNew, StoreFull, StoreFailed.
    [[nodiscard]] static Result<std::unique_ptr<Engine>> open(const Options& options);

    /// Finishes the writes that are queued, then closes the store. No other call may be running,
    /// and its watches must be gone.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Reads. Common errors: InvalidTuple, InvalidZookie, SnapshotUnavailable, UnknownNamespace,
    // UnknownRelation, BudgetExceeded. Of the questions also: InvalidContext (a value is not of its
    // parameter's type, or the context no JSON object) and ConditionFailed (a condition cannot be
    // evaluated), each only if the answer depends on it.

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
    /// Ordered, in pages. Also: InvalidFilter, InvalidCursor, RelationNotStored.
    [[nodiscard]] Result<ReadResult> read(const ReadRequest& request) const;
    /// Errors: NoSchema, InvalidZookie, SnapshotUnavailable.
    [[nodiscard]] Result<ReadSchemaResult> read_schema(const ReadSchemaRequest& request = {}) const;

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
    // waiting form. It is always called exactly once, before the engine is destroyed. Common
    // errors: StoreFull, StoreFailed, Overloaded, ShuttingDown; in each of these cases nothing was
    // changed.

    template <class T>
    using Callback = std::function<void(Result<T>)>;

    /// Errors: InvalidTuple, LimitExceeded, DuplicateUpdate, NoSchema, UnknownNamespace,
    /// UnknownRelation, RelationNotStored, SubjectNotAllowed, InvalidContext, PreconditionFailed,
    /// TupleExists.
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
    [[nodiscard]] Result<WriteResult> write_schema(WriteSchemaRequest request);
    void write_schema(WriteSchemaRequest request, Callback<WriteResult> done);

    /// Errors: InvalidArgument, InvalidFilter, UnknownNamespace, UnknownRelation, CounterExists,
    /// LimitExceeded.
    [[nodiscard]] Result<CounterChanged> register_counter(Counter counter);
    void register_counter(Counter counter, Callback<CounterChanged> done);
    /// Errors: CounterUnknown.
    [[nodiscard]] Result<CounterChanged> unregister_counter(std::string name);
    void unregister_counter(std::string name, Callback<CounterChanged> done);

    /// O(tables). Errors: StoreFailed.
    [[nodiscard]] Result<StoreStatistics> statistics() const;
    /// Proves that tables agree with one another: both tuple tables, counts, names and changelog.
    /// Returns what is wrong, one sentence each, empty if nothing. O(store). Errors: StoreFailed.
    [[nodiscard]] Result<std::vector<std::string>> verify() const;

    [[nodiscard]] const Limits& limits() const noexcept;

private:
    class State;
    explicit Engine(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace pemba
