// What all commands share: the schema in force, preconditions, and recording a change.
#include <algorithm>

#include <fmt/format.h>

#include "engine/apply.h"
#include "leopard/index.h"

namespace pemba::engine {

Result<SharedView> ApplyContext::schema() {
    if (!view_ || view_revision_ != head_.schema) {
        PEMBA_TRY(view_, schema_of(head_.schema));
        view_revision_ = head_.schema;
    }
    return view_;
}

// The cache is for what is committed: a group that fails gives its revisions to the next one.
Result<SharedView> ApplyContext::schema_of(Revision revision) {
    return revision <= committed_ ? schemas_.get(transaction_, store_, revision)
                                  : load_schema_view(transaction_, store_, revision);
}

Result<void> ApplyContext::record(storage::ChangelogEntry entry, const WriteContext& context) {
    head_.revision = next(head_.revision);
    entry.time = now_;
    entry.actor = context.actor;
    entry.metadata = context.metadata;
    return storage::write_changelog(transaction_, store_, head_.revision, entry);
}

Result<void> check_limit(std::string_view what, std::string_view limit, std::size_t given,
                         std::size_t maximum) {
    if (given <= maximum)
        return {};
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("{} {} in one request; at most {} are taken", given, what, maximum),
                 {{"limit", std::string(limit)},
                  {"given", std::to_string(given)},
                  {"maximum", std::to_string(maximum)}}};
}

Result<void> check_context(const ApplyContext& context, const WriteContext& write) {
    const auto& limits = context.limits();
    PEMBA_CHECK_OK(check_limit("bytes of metadata", "metadata_bytes", write.metadata.size(),
                               limits.metadata_bytes));
    return check_limit("bytes of the actor's name", "actor_bytes", write.actor.size(),
                       limits.actor_bytes);
}

Error at_index(Error error, std::string_view list, std::size_t index) {
    error.details.emplace_back("list", list);
    error.details.emplace_back("index", std::to_string(index));
    return std::move(error).with_context(fmt::format("{}[{}]", list, index));
}

Result<Matches> find_matches(ApplyContext& context, const TupleFilter& filter,
                             ComputedRelation computed, std::size_t limit) {
    PEMBA_TRY(auto schema, context.schema());
    auto names = context.names();
    PEMBA_TRY(auto plan, plan_scan(filter, *schema, names, computed));
    storage::TupleReader tuples;
    tuples.begin(context.transaction(), context.store(), nullptr, context.now(),
                 context.limits().tuple_reads);
    Matches matches;
    PEMBA_TRY(matches.more, TupleScan(plan, tuples, names).next(limit, matches.tuples));
    return matches;
}

namespace {

Result<bool> holds(ApplyContext& context, const Precondition& precondition) {
    if (precondition.filter.is_empty())
        return Error{
            ErrorCode::InvalidFilter, "a precondition's filter must set at least one field", {}};
    PEMBA_TRY(auto found,
              find_matches(context, precondition.filter, ComputedRelation::IsAnError, 1));
    return found.tuples.empty() == (precondition.kind == Precondition::Kind::MustNotMatch);
}

} // namespace

Result<void> check_preconditions(ApplyContext& context,
                                 const std::vector<Precondition>& preconditions) {
    PEMBA_CHECK_OK(check_limit("preconditions", "preconditions_per_write", preconditions.size(),
                               context.limits().preconditions_per_write));
    for (std::size_t i = 0; i < preconditions.size(); ++i) {
        auto result = holds(context, preconditions[i]);
        if (!result)
            return std::move(result).error().with_context(fmt::format("preconditions[{}]", i));
        if (!*result)
            return Error{ErrorCode::PreconditionFailed,
                         fmt::format("preconditions[{}] does not hold", i),
                         {{"index", std::to_string(i)}}};
    }
    return {};
}

namespace {

// Sorted, so that neighbours in a table are written together.
Result<void> write_tables(ApplyContext& context, const TupleChanges& changes) {
    storage::TupleTable table(context.transaction(), context.store());
    for (const auto& tuple : changes.removed)
        PEMBA_CHECK_OK(table.remove(tuple));
    PEMBA_CHECK_OK(table.insert(changes.inserted));
    PEMBA_CHECK_OK(table.flush());
    PEMBA_TRY(auto schema, context.schema());
    return leopard::update(context.transaction(), context.store(), schema->leopard_rules(),
                           {changes.removed, changes.inserted});
}

} // namespace

Result<Zookie> commit_changes(ApplyContext& context, TupleChanges changes,
                              const WriteContext& write, storage::ChangelogEntry::Kind kind) {
    if (changes.inserted.empty() && changes.removed.empty())
        return context.zookie();
    PEMBA_CHECK_OK(write_tables(context, changes));
    storage::ChangelogEntry entry;
    entry.kind = kind;
    entry.changes.reserve(changes.inserted.size() + changes.removed.size());
    for (auto& tuple : changes.removed) {
        const bool replaced =
            std::ranges::binary_search(changes.inserted, tuple.id, {}, &storage::StoredTuple::id);
        entry.changes.push_back({std::move(tuple), false, replaced});
    }
    for (auto& tuple : changes.inserted)
        entry.changes.push_back({std::move(tuple), true});
    PEMBA_CHECK_OK(context.record(std::move(entry), write));
    return context.zookie();
}

} // namespace pemba::engine
