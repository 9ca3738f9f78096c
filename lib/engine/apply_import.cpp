// The command of Engine::import_tuples.
#include <algorithm>

#include <fmt/format.h>

#include "engine/apply.h"
#include "engine/tuple_batch.h"
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

struct Numbered {
    TupleId id;
    std::size_t index = 0; ///< in the request

    friend auto operator<=>(const Numbered&, const Numbered&) = default;
};
std::vector<Numbered> sorted_ids(const TupleBatch& batch, std::size_t size) {
    std::vector<Numbered> sorted;
    sorted.reserve(size);
    for (std::size_t i = 0; i < size; ++i)
        sorted.push_back({*batch.id(i), i});
    std::ranges::sort(sorted);
    return sorted;
}

// The tuples that are not there yet as they are wanted, each once, and what they replace.
struct Plan {
    std::vector<std::size_t> inserted; ///< places in the request, in the order of ids
    std::vector<storage::StoredTuple> removed;
    std::optional<std::size_t> first_present; ///< that is stored or stands in the request before
};
Result<Plan> plan_import(ApplyContext& context, const ImportRequest& request, TupleBatch& batch) {
    Plan plan;
    std::optional<TupleId> before;
    for (const auto& [id, index] : sorted_ids(batch, request.tuples.size())) {
        const bool is_repeated = before == id; // the first one counts
        before = id;
        std::optional<storage::StoredTuple> found;
        if (!is_repeated) {
            PEMBA_TRY(found, batch.find_stored(index));
        }
        const bool is_stored = found && found->details.is_live(context.now());
        if (is_stored || is_repeated)
            plan.first_present = std::min(plan.first_present.value_or(index), index);
        bool same = is_repeated;
        if (is_stored) {
            PEMBA_TRY(same,
                      has_same_details(context.names(), request.tuples[index], found->details));
        }
        if (same)
            continue;
        plan.inserted.push_back(index);
        if (found)
            plan.removed.push_back(*std::move(found));
    }
    return plan;
}

Error already_there(const ImportRequest& request, std::size_t index) {
    const auto text = to_string(request.tuples[index]);
    return at_index(
        {ErrorCode::TupleExists, fmt::format("`{}` is there already", text), {{"tuple", text}}},
        "tuples", index);
}

std::vector<TupleBatch::Item> items_of(const ImportRequest& request) {
    std::vector<TupleBatch::Item> items;
    items.reserve(request.tuples.size());
    for (const auto& tuple : request.tuples)
        items.push_back({&tuple});
    return items;
}

} // namespace

Result<ImportResult> apply_import(ApplyContext& context, const ImportRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_CHECK_OK(check_tuples(context, request.tuples));
    const auto items = items_of(request);
    PEMBA_TRY(auto batch, TupleBatch::resolve(context, items));
    PEMBA_TRY(auto plan, plan_import(context, request, batch));
    if (plan.first_present && !request.touch)
        return already_there(request, *plan.first_present);
    return context.change([&]() -> Result<ImportResult> {
        TupleChanges changes;
        changes.removed = std::move(plan.removed);
        PEMBA_TRY(changes.inserted, batch.to_insert(plan.inserted));
        PEMBA_TRY(auto zookie, commit_changes(context, std::move(changes), request.context));
        return ImportResult{std::move(zookie), request.tuples.size()};
    });
}

} // namespace pemba::engine
