// The command of Engine::import_tuples.
#include <unordered_set>

#include <fmt/format.h>

#include "engine/apply.h"
#include "engine/tuple_lookup.h"
#include "engine/tuple_rules.h"

namespace pemba::engine {
namespace {

Result<void> check_tuples(ApplyContext& context, const std::vector<RelationTuple>& tuples) {
    PEMBA_CHECK_OK(check_limit("tuples", "tuples_per_import", tuples.size(),
                               context.limits().tuples_per_import));
    PEMBA_TRY(auto schema, context.schema());
    TupleRules rules(schema);
    for (std::size_t i = 0; i < tuples.size(); ++i)
        if (auto ok = rules.check(tuples[i]); !ok)
            return at_index(std::move(ok).error(), "tuples", i);
    return {};
}

struct TupleHash {
    std::size_t operator()(const RelationTuple* tuple) const {
        std::size_t seed = 0;
        for (const auto* part : {&tuple->object.id, &tuple->relation, &tuple->subject.object.id,
                                 &tuple->subject.relation})
            seed = seed * 31 + std::hash<std::string>{}(*part);
        return seed;
    }
};
struct TupleEqual {
    bool operator()(const RelationTuple* a, const RelationTuple* b) const {
        return edge_of(*a) == edge_of(*b);
    }
};

// The tuples that are not there yet as they are wanted, each once, and what they replace.
struct Plan {
    std::vector<const RelationTuple*> inserted;
    std::vector<storage::StoredTuple> removed;
};
Result<Plan> plan_import(ApplyContext& context, const ImportRequest& request) {
    Plan plan;
    std::unordered_set<const RelationTuple*, TupleHash, TupleEqual> seen;
    TupleLookup lookup(context.transaction(), context.store());
    for (std::size_t i = 0; i < request.tuples.size(); ++i) {
        const auto& tuple = request.tuples[i];
        PEMBA_TRY(auto found, lookup.find(tuple));
        bool is_stored = found && found->details.is_live(context.now());
        bool is_repeated = !seen.insert(&tuple).second;
        if ((is_stored || is_repeated) && !request.touch)
            return at_index({ErrorCode::TupleExists,
                             fmt::format("`{}` is there already", to_string(tuple)),
                             {{"tuple", to_string(tuple)}}},
                            "tuples", i);
        if (is_repeated)
            continue; // the first one counts
        bool same = false;
        if (is_stored) {
            PEMBA_TRY(same, has_same_details(context.names(), tuple, found->details));
        }
        if (same)
            continue;
        plan.inserted.push_back(&tuple);
        if (found)
            plan.removed.push_back(*std::move(found));
    }
    return plan;
}

} // namespace

Result<ImportResult> apply_import(ApplyContext& context, const ImportRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_CHECK_OK(check_tuples(context, request.tuples));
    PEMBA_TRY(auto plan, plan_import(context, request));
    return context.change([&]() -> Result<ImportResult> {
        TupleChanges changes;
        changes.removed = std::move(plan.removed);
        PEMBA_TRY(changes.inserted, intern_sorted(context, plan.inserted));
        PEMBA_TRY(auto zookie, commit_changes(context, std::move(changes), request.context));
        return ImportResult{std::move(zookie), request.tuples.size()};
    });
}

} // namespace pemba::engine
