// The command of Engine::write.
#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "engine/apply.h"
#include "engine/tuple_lookup.h"
#include "engine/tuple_rules.h"

namespace pemba::engine {
namespace {

Result<void> check_updates(ApplyContext& context, const std::vector<TupleUpdate>& updates) {
    PEMBA_CHECK_OK(check_limit("updates", "updates_per_write", updates.size(),
                               context.limits().updates_per_write));
    PEMBA_TRY(auto schema, context.schema());
    TupleRules rules(schema);
    std::unordered_set<std::string> seen;
    for (std::size_t i = 0; i < updates.size(); ++i) {
        if (auto ok = rules.check(updates[i].tuple); !ok)
            return at_index(std::move(ok).error(), "updates", i);
        auto text = to_string(updates[i].tuple);
        if (!seen.insert(text).second)
            return at_index(
                {ErrorCode::DuplicateUpdate,
                 fmt::format("`{}` stands twice in this write", text),
                 {{"tuple", text}, {"namespace", updates[i].tuple.object.namespace_name}}},
                "updates", i);
    }
    return {};
}

// What an update comes to, given whether its tuple is there.
enum class Effect { None, Insert, Remove };
Result<Effect> effect_of(const TupleUpdate& update, bool is_there) {
    switch (update.kind) {
    case UpdateKind::Create:
        if (is_there)
            return Error{ErrorCode::TupleExists,
                         fmt::format("`{}` is there already; touch writes it either way",
                                     to_string(update.tuple)),
                         {{"tuple", to_string(update.tuple)}}};
        return Effect::Insert;
    case UpdateKind::Touch: return is_there ? Effect::None : Effect::Insert;
    case UpdateKind::Delete: return is_there ? Effect::Remove : Effect::None;
    }
    PEMBA_UNREACHABLE("an UpdateKind outside its enumeration");
}

struct Plan {
    std::vector<const RelationTuple*> inserted;
    std::vector<TupleId> removed;
};

Result<Plan> plan_updates(ApplyContext& context, const std::vector<TupleUpdate>& updates) {
    Plan plan;
    TupleLookup lookup(context.transaction(), context.store());
    for (std::size_t i = 0; i < updates.size(); ++i) {
        PEMBA_TRY(auto found, lookup.find(updates[i].tuple));
        auto effect = effect_of(updates[i], found.has_value());
        if (!effect)
            return at_index(std::move(effect).error(), "updates", i);
        if (*effect == Effect::Insert)
            plan.inserted.push_back(&updates[i].tuple);
        if (*effect == Effect::Remove)
            plan.removed.push_back(*found);
    }
    return plan;
}

} // namespace

Result<WriteResult> apply_write(ApplyContext& context, const WriteRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_CHECK_OK(check_updates(context, request.updates));
    PEMBA_CHECK_OK(check_preconditions(context, request.preconditions));
    PEMBA_TRY(auto plan, plan_updates(context, request.updates));
    return context.change([&]() -> Result<WriteResult> {
        TupleChanges changes;
        changes.removed = std::move(plan.removed);
        PEMBA_TRY(changes.inserted, intern_sorted(context, plan.inserted));
        PEMBA_TRY(auto zookie, commit_changes(context, std::move(changes), request.context));
        return WriteResult{std::move(zookie)};
    });
}

} // namespace pemba::engine
