// The command of Engine::write.
#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "engine/apply.h"
#include "engine/schema_ids.h"
#include "engine/tuple_batch.h"
#include "engine/tuple_rules.h"

namespace pemba::engine {
namespace {

bool is_removal(UpdateKind kind) {
    return kind == UpdateKind::Delete || kind == UpdateKind::Remove;
}

Result<SharedView> schema_of(ApplyContext& context, const SchemaId& id) {
    PEMBA_TRY(auto revision, revision_of_schema(context.transaction(), context.epoch(), id));
    return context.schema_of(revision);
}

// The schemas that must allow what is written: the one that the request names, and the one in
// force if every stored tuple has to be allowed by it.
Result<std::vector<TupleRules>> rules_of(ApplyContext& context, const WriteRequest& request) {
    std::vector<TupleRules> rules;
    PEMBA_TRY(auto in_force, context.schema());
    if (!request.schema || !in_force->policy().filters_tuples)
        rules.emplace_back(in_force);
    if (request.schema) {
        PEMBA_TRY(auto named, schema_of(context, *request.schema));
        rules.emplace_back(std::move(named));
    }
    return rules;
}

Result<void> check_update(std::vector<TupleRules>& rules, const TupleUpdate& update) {
    const auto details = is_removal(update.kind) ? TupleRules::Details::MayBeLeftOut
                                                 : TupleRules::Details::AsAllowed;
    for (auto& schema : rules)
        PEMBA_CHECK_OK(schema.check(update.tuple, details));
    return {};
}

struct EdgeHash {
    std::size_t operator()(const RelationTuple* tuple) const {
        std::size_t seed = 0;
        for (const auto* part : {&tuple->object.id, &tuple->relation, &tuple->subject.object.id,
                                 &tuple->subject.relation})
            seed = seed * 31 + std::hash<std::string>{}(*part);
        return seed;
    }
};
struct EdgeEqual {
    bool operator()(const RelationTuple* a, const RelationTuple* b) const {
        return edge_of(*a) == edge_of(*b);
    }
};

Result<void> check_updates(ApplyContext& context, const WriteRequest& request) {
    const auto& updates = request.updates;
    PEMBA_CHECK_OK(check_limit("updates", "updates_per_write", updates.size(),
                               context.limits().updates_per_write));
    PEMBA_TRY(auto rules, rules_of(context, request));
    std::unordered_set<const RelationTuple*, EdgeHash, EdgeEqual> seen;
    for (std::size_t i = 0; i < updates.size(); ++i) {
        const auto& tuple = updates[i].tuple;
        if (auto ok = check_update(rules, updates[i]); !ok)
            return at_index(std::move(ok).error(), "updates", i);
        if (!seen.insert(&tuple).second)
            return at_index(
                {ErrorCode::DuplicateUpdate,
                 fmt::format("`{}` stands twice in this write", to_string(edge_of(tuple))),
                 {{"tuple", to_string(tuple)}, {"namespace", tuple.object.namespace_name}}},
                "updates", i);
    }
    return {};
}

// What a stored tuple is to an update of it. One that has expired is as if it were not there, and
// gives way to what is written.
enum class Stored { Absent, Expired, Different, Same };
Result<Stored> compare(ApplyContext& context, const RelationTuple& wanted,
                       const std::optional<storage::StoredTuple>& found) {
    if (!found)
        return Stored::Absent;
    PEMBA_TRY(bool same, has_same_details(context.names(), wanted, found->details));
    if (!found->details.is_live(context.now()))
        return Stored::Expired;
    return same ? Stored::Same : Stored::Different;
}

struct Effect {
    bool remove = false, insert = false;
};
Result<Effect> effect_of(const TupleUpdate& update, Stored stored) {
    const bool is_there = stored == Stored::Different || stored == Stored::Same;
    const Effect replace{.remove = stored != Stored::Absent, .insert = true};
    auto refused = [&](ErrorCode code, const char* why) {
        auto text = to_string(update.tuple);
        return Error{code, fmt::format("`{}` {}", text, why), {{"tuple", text}}};
    };
    switch (update.kind) {
    case UpdateKind::Create:
        if (is_there)
            return refused(ErrorCode::TupleExists, "is there already; touch writes it either way");
        return replace;
    case UpdateKind::Touch: return stored == Stored::Same ? Effect{} : replace;
    case UpdateKind::Ensure:
        if (stored == Stored::Different)
            return refused(ErrorCode::TupleDiffers,
                           "is there already with another condition, context or expiry");
        return stored == Stored::Same ? Effect{} : replace;
    case UpdateKind::Delete: return Effect{.remove = is_there};
    case UpdateKind::Remove:
        if (!is_there)
            return refused(ErrorCode::TupleMissing, "is not there");
        return Effect{.remove = true};
    }
    PEMBA_UNREACHABLE("an UpdateKind outside its enumeration");
}

struct Plan {
    std::vector<std::size_t> inserted; ///< places in the request
    std::vector<storage::StoredTuple> removed;
};

std::vector<TupleBatch::Item> items_of(const std::vector<TupleUpdate>& updates) {
    std::vector<TupleBatch::Item> items;
    items.reserve(updates.size());
    for (const auto& update : updates)
        items.push_back({&update.tuple, !is_removal(update.kind)});
    return items;
}

Result<Plan> plan_updates(ApplyContext& context, const std::vector<TupleUpdate>& updates,
                          TupleBatch& batch) {
    Plan plan;
    for (std::size_t i = 0; i < updates.size(); ++i) {
        PEMBA_TRY(auto found, batch.find_stored(i));
        PEMBA_TRY(auto stored, compare(context, updates[i].tuple, found));
        auto effect = effect_of(updates[i], stored);
        if (!effect)
            return at_index(std::move(effect).error(), "updates", i);
        if (effect->insert)
            plan.inserted.push_back(i);
        if (effect->remove)
            plan.removed.push_back(*std::move(found));
    }
    return plan;
}

} // namespace

Result<WriteResult> apply_write(ApplyContext& context, const WriteRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_CHECK_OK(check_updates(context, request));
    PEMBA_CHECK_OK(check_preconditions(context, request.preconditions));
    const auto items = items_of(request.updates);
    PEMBA_TRY(auto batch, TupleBatch::resolve(context, items));
    PEMBA_TRY(auto plan, plan_updates(context, request.updates, batch));
    return context.change([&]() -> Result<WriteResult> {
        TupleChanges changes;
        changes.removed = std::move(plan.removed);
        PEMBA_TRY(changes.inserted, batch.to_insert(plan.inserted));
        PEMBA_TRY(auto zookie, commit_changes(context, std::move(changes), request.context));
        return WriteResult{std::move(zookie)};
    });
}

} // namespace pemba::engine
