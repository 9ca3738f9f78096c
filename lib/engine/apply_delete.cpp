// The command of Engine::delete_tuples.
#include <fmt/format.h>

#include "engine/apply.h"

namespace pemba::engine {
namespace {

// One more than the limit tells whether there are more.
Result<Matches> matches_of(ApplyContext& context, const DeleteRequest& request) {
    auto wanted = request.limit > 0 ? request.limit + 1 : context.limits().tuple_reads;
    PEMBA_TRY(auto matches,
              find_matches(context, request.filter, ComputedRelation::MatchesNothing, wanted));
    if (request.limit > 0 && matches.tuples.size() > request.limit) {
        matches.more = true;
        matches.tuples.resize(request.limit);
    }
    return matches;
}

} // namespace

Result<DeleteResult> apply_delete(ApplyContext& context, const DeleteRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    if (request.filter.is_empty())
        return Error{ErrorCode::InvalidFilter, "a delete's filter must set at least one field", {}};
    PEMBA_CHECK_OK(check_preconditions(context, request.preconditions));
    PEMBA_TRY(auto matches, matches_of(context, request));
    if (matches.more && !request.allow_partial)
        return Error{ErrorCode::TooManyMatches,
                     fmt::format("more than {} tuples match; nothing was deleted", request.limit),
                     {{"limit", std::to_string(request.limit)}}};
    return context.change([&]() -> Result<DeleteResult> {
        DeleteResult result;
        result.deleted = matches.tuples.size();
        result.complete = !matches.more;
        TupleChanges changes;
        changes.removed = std::move(matches.tuples);
        PEMBA_TRY(result.deleted_at, commit_changes(context, std::move(changes), request.context));
        return result;
    });
}

} // namespace pemba::engine
