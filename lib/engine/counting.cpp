// Which counters there are, and counting what one's filter means.
#include "engine/engine_state.h"
#include "engine/spending.h"
#include "engine/tuple_scan.h"
#include "storage/counters.h"
#include "storage/tuple_table.h"

namespace pemba {
namespace {

constexpr std::size_t kBatch = 4'096;

bool is_of_types_only(const TupleFilter& filter) {
    return !filter.object_id && !filter.object_id_prefix && !(filter.subject && filter.subject->id);
}

// A filter that names nothing but types is counted by what the store counts anyway; nothing if
// some of it may have expired. Only for the newest snapshot.
Result<std::optional<std::uint64_t>> count_by_type(const engine::OpenSnapshot& snapshot,
                                                   const TupleFilter& filter) {
    PEMBA_TRY(auto counts, storage::read_counts(snapshot.transaction(), snapshot.epoch().store));
    std::uint64_t tuples = 0;
    for (const auto& [id, count] : counts) {
        PEMBA_TRY(auto relation, snapshot.names().relation_of(id.relation));
        PEMBA_TRY(auto subject,
                  snapshot.names().subject_of({id.subject_relation, ObjectNumber::Wildcard}));
        RelationTuple any;
        any.object = std::move(relation.object);
        any.relation = std::move(relation.relation);
        any.subject = std::move(subject);
        if (!filter.matches(any))
            continue;
        if (id.expires && count > 0)
            return std::optional<std::uint64_t>{};
        tuples += count;
    }
    return std::optional(tuples);
}

Result<std::uint64_t> count_one_by_one(const engine::OpenSnapshot& snapshot,
                                       const engine::ScanPlan& plan) {
    engine::TupleScan scan(plan, snapshot.tuples(), snapshot.names());
    std::vector<storage::StoredTuple> found;
    std::uint64_t tuples = 0;
    for (bool more = true; more; tuples += found.size()) {
        found.clear();
        PEMBA_TRY(more, scan.next(kBatch, found));
    }
    return tuples;
}

} // namespace

Result<CountResult> Engine::count(const CountRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency));
    const engine::Spending spending(snapshot, request.budget);
    PEMBA_TRY(auto filter,
              storage::read_counter(snapshot.transaction(), snapshot.epoch().store, request.name));
    if (!filter)
        return engine::no_such_counter(request.name);
    PEMBA_TRY(auto plan, engine::plan_scan(*filter, snapshot.schema(), snapshot.names(),
                                           engine::ComputedRelation::MatchesNothing));
    const bool is_newest = request.consistency.kind() != Consistency::Kind::ExactSnapshot;
    std::optional<std::uint64_t> tuples;
    if (is_newest && is_of_types_only(*filter)) {
        PEMBA_TRY(tuples, count_by_type(snapshot, *filter));
    }
    if (!tuples) {
        PEMBA_TRY(tuples, count_one_by_one(snapshot, plan));
    }
    return CountResult{*tuples, snapshot.zookie()};
}

Result<std::vector<Counter>> Engine::counters() const {
    PEMBA_TRY(auto snapshot, state_->open(Consistency::newest()));
    return storage::read_counters(snapshot.transaction(), snapshot.epoch().store);
}

} // namespace pemba
