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
    bool operator()(const RelationTuple* a, const RelationTuple* b) const { return *a == *b; }
};

// The tuples that are not there yet, each once.
Result<std::vector<const RelationTuple*>> plan_import(ApplyContext& context,
                                                      const ImportRequest& request) {
    std::vector<const RelationTuple*> fresh;
    std::unordered_set<const RelationTuple*, TupleHash, TupleEqual> seen;
    TupleLookup lookup(context.transaction(), context.store());
    for (std::size_t i = 0; i < request.tuples.size(); ++i) {
        const auto& tuple = request.tuples[i];
        PEMBA_TRY(auto found, lookup.find(tuple));
        bool is_there = found || !seen.insert(&tuple).second;
        if (is_there && !request.touch)
            return at_index({ErrorCode::TupleExists,
                             fmt::format("`{}` is there already", to_string(tuple)),
                             {{"tuple", to_string(tuple)}}},
                            "tuples", i);
        if (!is_there)
            fresh.push_back(&tuple);
    }
    return fresh;
}

} // namespace

Result<ImportResult> apply_import(ApplyContext& context, const ImportRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_CHECK_OK(check_tuples(context, request.tuples));
    PEMBA_TRY(auto fresh, plan_import(context, request));
    return context.change([&]() -> Result<ImportResult> {
        TupleChanges changes;
        PEMBA_TRY(changes.inserted, intern_sorted(context, fresh));
        PEMBA_TRY(auto zookie, commit_changes(context, std::move(changes), request.context));
        return ImportResult{std::move(zookie), request.tuples.size()};
    });
}

} // namespace pemba::engine
