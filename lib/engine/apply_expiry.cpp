// The command that removes tuples which have expired.
#include "engine/apply.h"

namespace pemba::engine {
namespace {

// Expired tuples in the order of their expiry, at most `limit`.
Result<std::vector<storage::StoredTuple>> find_expired(ApplyContext& context, std::size_t limit) {
    storage::TupleReader tuples;
    tuples.begin(context.transaction(), context.store(), nullptr, storage::TupleReader::kBeforeAll,
                 context.limits().tuple_reads);
    std::vector<storage::StoredTuple> expired;
    storage::TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(context.transaction(), storage::Table::Expiries));
    auto first = storage::expiry_key(context.store(), Timestamp::min(), {});
    PEMBA_TRY(bool there, cursor.seek(storage::view(first)));
    while (there && storage::is_of_store(cursor.key(), context.store()) &&
           storage::time_of_expiry_key(cursor.key()) <= context.now() && expired.size() < limit) {
        auto tuple = storage::tuple_of_expiry_key(cursor.key());
        auto mark = tuples.find(tuple);
        if (!mark && !tuples.failed())
            return Error{
                ErrorCode::StoreCorrupt, "`expiries` names a tuple that is not in `tuples`", {}};
        expired.push_back({tuple, tuples.details(tuple, mark.value_or(storage::DetailsMark{}))});
        if (tuples.failed())
            return tuples.error();
        PEMBA_TRY(there, cursor.next());
    }
    return expired;
}

} // namespace

Result<ExpiryResult> apply_expiry(ApplyContext& context, const ExpiryRequest& request) {
    PEMBA_TRY(auto expired, find_expired(context, request.limit));
    return context.change([&]() -> Result<ExpiryResult> {
        ExpiryResult result{expired.size(), expired.size() == request.limit};
        TupleChanges changes;
        changes.removed = std::move(expired);
        PEMBA_CHECK_OK(
            commit_changes(context, std::move(changes), {}, storage::ChangelogEntry::Kind::Expiry));
        return result;
    });
}

} // namespace pemba::engine
