// The lookups: which objects, and which subjects. Each opens a snapshot, resolves names and walks;
// the answer stays in numbers until its rows are read.
#include <limits>

#include <fmt/format.h>

#include "base/digest.h"
#include "engine/engine_state.h"
#include "engine/listing.h"
#include "engine/resolve.h"
#include "engine/spending.h"

namespace pemba {
namespace {

using engine::FoundReader;
using engine::ListingState;
using engine::SnapshotOpener;

constexpr auto kAll = std::numeric_limits<std::size_t>::max();

std::string words_of(const Premises& premises) {
    auto words = premises.schema ? premises.schema->text : "";
    for (const auto& tuple : premises.tuples)
        words += "\n" + to_string(tuple);
    return words;
}

std::uint64_t call_of(const LookupObjectsRequest& request) {
    return base::fingerprint(
        fmt::format("lookup_objects\n{}\n{}\n{}\n{}\n{}\n{}", request.namespace_name,
                    request.relation, to_string(request.subject), request.context,
                    static_cast<int>(request.missing_context), words_of(request.premises)));
}

std::uint64_t call_of(const LookupSubjectsRequest& request) {
    return base::fingerprint(fmt::format(
        "lookup_subjects\n{}\n{}#{}\n{}\n{}\n{}\n{}", to_string(request.userset),
        request.subject_namespace, request.subject_relation, request.wildcard, request.context,
        static_cast<int>(request.missing_context), words_of(request.premises)));
}

// A listing of what was found, from where the request goes on and within its limit.
template <class Row, class Request>
Result<std::unique_ptr<ListingState<Row>>>
begin_listing(SnapshotOpener& snapshots, const SnapshotOpener::Resumed& resumed, std::uint64_t call,
              const Request& request, graph::FoundSet found) {
    const auto& snapshot = resumed.snapshot;
    PEMBA_TRY(auto after, engine::decode_place(resumed.position, snapshot.guests()));
    auto state = std::make_unique<ListingState<Row>>(
        ListingState<Row>{snapshots, snapshot.epoch().store, snapshot.guests()});
    state->looked_up_at = snapshot.zookie();
    state->cursor_prefix = engine::listing_cursor_prefix(snapshot, call);
    state->found = FoundReader(std::move(found));
    if (after)
        state->found.skip(*after);
    auto rest = state->found.size();
    state->left = request.limit == 0 ? rest : std::min(rest, request.limit);
    state->complete = state->left == rest;
    return state;
}

Result<FoundSubject> wildcard_row(graph::FoundSubjects& found,
                                  const engine::OpenSnapshot& snapshot) {
    FoundSubject row{"*", std::move(found.wildcard), {}};
    storage::ObjectIds ids(snapshot.transaction(), snapshot.epoch().store, &snapshot.guests());
    FoundReader excluded(std::move(found.excluded));
    row.excluded.reserve(excluded.size());
    while (excluded.size() > 0) {
        auto [object, decision] = excluded.take();
        PEMBA_TRY(auto id, ids.id_of(object));
        row.excluded.push_back({std::string(id), std::move(decision)});
    }
    return row;
}

} // namespace

Result<ObjectListing> Engine::list_objects(const LookupObjectsRequest& request) const {
    auto call = call_of(request);
    PEMBA_TRY(auto resumed,
              state_->resume(request.consistency, request.cursor, call, request.premises.schema));
    const auto& snapshot = resumed.snapshot;
    const engine::Spending spending(snapshot, request.budget);
    PEMBA_CHECK_OK(snapshot.suppose(request.premises.tuples, state_->limits()));
    const auto& schema = snapshot.schema();
    PEMBA_TRY(auto slot, schema.find_relation(request.namespace_name, request.relation));
    PEMBA_TRY(auto subject, engine::resolve_subject(snapshot, request.subject));
    PEMBA_TRY(auto context, condition::Context::parse(request.context));
    auto asking = snapshot.asking(context, state_->options(), request.missing_context);
    PEMBA_TRY(auto found,
              graph::lookup_objects(asking, slot, graph::SubjectQuestion(schema, subject)));
    PEMBA_TRY(auto listing, begin_listing<FoundObject>(state_->snapshots(), resumed, call, request,
                                                       std::move(found)));
    return ObjectListing(std::move(listing));
}

Result<SubjectListing> Engine::list_subjects(const LookupSubjectsRequest& request) const {
    auto call = call_of(request);
    PEMBA_TRY(auto resumed,
              state_->resume(request.consistency, request.cursor, call, request.premises.schema));
    const auto& snapshot = resumed.snapshot;
    const engine::Spending spending(snapshot, request.budget);
    PEMBA_CHECK_OK(snapshot.suppose(request.premises.tuples, state_->limits()));
    const auto& schema = snapshot.schema();
    PEMBA_TRY(auto root, engine::resolve_userset(snapshot, request.userset));
    PEMBA_TRY(auto type, engine::resolve_subject_type(schema, request.subject_namespace,
                                                      request.subject_relation));
    PEMBA_TRY(auto context, condition::Context::parse(request.context));
    auto asking = snapshot.asking(context, state_->options(), request.missing_context);
    PEMBA_TRY(auto found, graph::lookup_subjects(asking, root, type));
    PEMBA_TRY(auto listing, begin_listing<FoundSubject>(state_->snapshots(), resumed, call, request,
                                                        std::move(found.subjects)));
    if (request.wildcard && !request.cursor && !found.wildcard.is_no()) {
        PEMBA_TRY(listing->wildcard, wildcard_row(found, snapshot));
    }
    return SubjectListing(std::move(listing));
}

Result<LookupObjectsResult> Engine::lookup_objects(const LookupObjectsRequest& request) const {
    PEMBA_TRY(auto listing, list_objects(request));
    PEMBA_TRY(auto rows, listing.next(kAll));
    return LookupObjectsResult{listing.looked_up_at(), std::move(rows), listing.complete(),
                               listing.cursor_prefix()};
}

Result<LookupSubjectsResult> Engine::lookup_subjects(const LookupSubjectsRequest& request) const {
    PEMBA_TRY(auto listing, list_subjects(request));
    PEMBA_TRY(auto rows, listing.next(kAll));
    return LookupSubjectsResult{listing.looked_up_at(), std::move(rows), listing.complete(),
                                listing.cursor_prefix()};
}

} // namespace pemba
