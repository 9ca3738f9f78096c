// Commands: what a write does inside the writer's transaction, as a function of the store's state,
// the request, and the time that the writer gives it; nothing else.
//
// Each validates everything before its first change, so a refused command leaves nothing behind.
#pragma once

#include "engine/schema_cache.h"
#include "engine/tuple_scan.h"
#include "pemba/engine.h"
#include "storage/changelog.h"
#include "storage/changelog_trim.h"
#include "storage/head.h"
#include "storage/tuple_reader.h"
#include "storage/tuple_table.h"
#include "tuple/token.h"

namespace pemba::engine {

/// The writer's transaction and the store's state in it. Commands of one group are applied one
/// after another; each sees what those before it did.
class ApplyContext {
public:
    /// `head` is the store's as it is committed; the references outlive the context.
    ApplyContext(storage::WriteTransaction& transaction, StoreId store, const storage::Head& head,
                 Timestamp now, const Limits& limits, SchemaCache& schemas)
        : transaction_(transaction), store_(store), head_(head), committed_(head.revision),
          now_(now), limits_(limits), schemas_(schemas) {}

    [[nodiscard]] storage::WriteTransaction& transaction() { return transaction_; }
    [[nodiscard]] StoreId store() const { return store_; }
    [[nodiscard]] storage::Head& head() { return head_; }
    /// The time of the command, by which expiries are judged.
    [[nodiscard]] Timestamp now() const { return now_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] storage::Names names() const { return {transaction_, store_}; }
    [[nodiscard]] Zookie zookie() const { return encode_zookie(epoch(), head_.revision); }

    [[nodiscard]] Epoch epoch() const { return {store_, head_.epoch}; }

    /// The schema in force here. Errors: StoreCorrupt.
    [[nodiscard]] Result<SharedView> schema();
    /// The schema that a revision of this store wrote. Errors: StoreCorrupt.
    [[nodiscard]] Result<SharedView> schema_of(Revision revision);

    /// Gives the next revision to what was changed, and writes the changelog entry under it.
    [[nodiscard]] Result<void> record(storage::ChangelogEntry entry, const WriteContext& context);

    /// Runs the changing part of a command: an error in it cannot be undone alone, so it spoils the
    /// group.
    template <class Change>
    [[nodiscard]] auto change(Change change) {
        auto result = change();
        if (!result)
            spoilt_by_ = result.error().code;
        return result;
    }
    [[nodiscard]] std::optional<ErrorCode> spoilt_by() const { return spoilt_by_; }

    /// Says that something was changed that belongs to no revision.
    void change_without_revision() { changed_without_revision_ = true; }
    [[nodiscard]] bool changed_without_revision() const { return changed_without_revision_; }

private:
    storage::WriteTransaction& transaction_;
    StoreId store_;
    storage::Head head_;
    Revision committed_;
    Timestamp now_;
    const Limits& limits_;
    SchemaCache& schemas_;
    SharedView view_;
    Revision view_revision_ = Revision::Beginning;
    std::optional<ErrorCode> spoilt_by_;
    bool changed_without_revision_ = false;
};

[[nodiscard]] Result<WriteResult> apply_write(ApplyContext& context, const WriteRequest& request);
[[nodiscard]] Result<DeleteResult> apply_delete(ApplyContext& context,
                                                const DeleteRequest& request);
[[nodiscard]] Result<ImportResult> apply_import(ApplyContext& context,
                                                const ImportRequest& request);
[[nodiscard]] Result<WriteSchemaResult> apply_schema(ApplyContext& context,
                                                     const WriteSchemaRequest& request);
[[nodiscard]] Result<void> apply_assertions(ApplyContext& context,
                                            const AssertionsRequest& request);
[[nodiscard]] Result<void> apply_rebuild(ApplyContext& context, const RebuildIndexRequest& request);

[[nodiscard]] Result<CounterChanged> apply_counter(ApplyContext& context, const Counter& counter);
[[nodiscard]] Result<CounterChanged> apply_counter_removal(ApplyContext& context,
                                                           const std::string& name);
[[nodiscard]] Error no_such_counter(const std::string& name);

/// Removes at most `limit` tuples that have expired. Not a write of anybody's: the changelog says
/// so.
struct ExpiryRequest {
    std::size_t limit = 1'000;
};
struct ExpiryResult {
    std::size_t removed = 0;
    bool more = false; ///< there may be more
};
[[nodiscard]] Result<ExpiryResult> apply_expiry(ApplyContext& context,
                                                const ExpiryRequest& request);

/// Gives up the changelog's entries from before a time, in bounded steps. Changes no answer of the
/// newest snapshot, and makes no revision.
struct TrimRequest {
    Timestamp before{};
    storage::TrimLimits limits{};
};
struct TrimResult {
    Revision through = Revision::Beginning; ///< the oldest revision that can still be read
    bool more = false;                      ///< there may be more to give up
};
[[nodiscard]] Result<TrimResult> apply_trim(ApplyContext& context, const TrimRequest& request);

/// Whether the data meets every precondition. Errors: LimitExceeded, InvalidFilter,
/// PreconditionFailed with the index of the first that fails.
[[nodiscard]] Result<void> check_preconditions(ApplyContext& context,
                                               const std::vector<Precondition>& preconditions);
/// The tuples that a filter means, at most `limit` of them.
struct Matches {
    std::vector<storage::StoredTuple> tuples;
    bool more = false; ///< there may be more than the limit
};
[[nodiscard]] Result<Matches> find_matches(ApplyContext& context, const TupleFilter& filter,
                                           ComputedRelation computed, std::size_t limit);

/// An error of one item of a request's list: `list[index]: ` before it, both as details.
[[nodiscard]] Error at_index(Error error, std::string_view list, std::size_t index);

/// Who writes and why, against their limits. Errors: LimitExceeded.
[[nodiscard]] Result<void> check_context(const ApplyContext& context, const WriteContext& write);
/// Errors: LimitExceeded, with the limit's name, what was given and the maximum as details.
[[nodiscard]] Result<void> check_limit(std::string_view what, std::string_view limit,
                                       std::size_t given, std::size_t maximum);

/// Removes tuples that are present and writes tuples that are then absent, all under one revision;
/// no revision if there are none. Keeps the index of nested groups in step. Returns the zookie of
/// the state after it.
struct TupleChanges {
    std::vector<storage::StoredTuple> inserted; ///< sorted
    std::vector<storage::StoredTuple> removed;
};
[[nodiscard]] Result<Zookie>
commit_changes(ApplyContext& context, TupleChanges changes, const WriteContext& write,
               storage::ChangelogEntry::Kind kind = storage::ChangelogEntry::Kind::Tuples);

} // namespace pemba::engine
