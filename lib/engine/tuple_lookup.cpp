#include "engine/tuple_lookup.h"

#include <algorithm>

namespace pemba::engine {
namespace {

constexpr std::uint64_t kNoBudget = ~std::uint64_t{0};

} // namespace

TupleLookup::TupleLookup(const storage::Transaction& transaction, StoreId store)
    : names_(transaction, store) {
    // A write's own size limits what it reads.
    tuples_.begin(transaction, store, nullptr, storage::TupleReader::kBeforeAll, kNoBudget);
}

Result<std::optional<ObjectNumber>> TupleLookup::object(std::string_view id) {
    return memo_.object(id, [&] { return names_.find_object(id); });
}

Result<std::optional<RelationId>> TupleLookup::relation(const std::string& namespace_name,
                                                        const std::string& relation) {
    return memo_.relation(namespace_name, relation,
                          [&] { return names_.find_subject_relation(namespace_name, relation); });
}

Result<std::optional<storage::StoredTuple>> TupleLookup::find(const RelationTuple& tuple) {
    PEMBA_TRY(auto left, relation(tuple.object.namespace_name, tuple.relation));
    PEMBA_TRY(auto left_object, object(tuple.object.id));
    PEMBA_TRY(auto right, relation(tuple.subject.object.namespace_name, tuple.subject.relation));
    PEMBA_TRY(auto right_object, object(tuple.subject.object.id));
    std::optional<storage::StoredTuple> found;
    if (!left || !left_object || !right || !right_object)
        return found;
    TupleId id{{*left, *left_object}, {*right, *right_object}};
    if (auto mark = tuples_.find(id))
        found = {id, tuples_.details(id, *mark)};
    if (tuples_.failed())
        return tuples_.error();
    return found;
}

Result<bool> has_same_details(const storage::Names& names, const RelationTuple& tuple,
                              const storage::TupleDetails& stored) {
    if (tuple.expires_at != stored.expires_at)
        return false;
    if (!tuple.condition)
        return stored.condition == ConditionId::None;
    PEMBA_TRY(auto condition, names.find_condition(tuple.condition->name));
    return condition == stored.condition && tuple.condition->context == stored.context;
}

namespace {

// Interns each name of a batch once.
class BatchInterner {
public:
    explicit BatchInterner(ApplyContext& context)
        : writer_(context.transaction(), context.store(), context.head()) {}

    Result<storage::StoredTuple> intern(const RelationTuple& tuple) {
        PEMBA_TRY(auto left, relation(tuple.object.namespace_name, tuple.relation));
        PEMBA_TRY(auto left_object, object(tuple.object.id));
        PEMBA_TRY(auto right,
                  relation(tuple.subject.object.namespace_name, tuple.subject.relation));
        PEMBA_TRY(auto right_object, object(tuple.subject.object.id));
        storage::StoredTuple stored{{{left, left_object}, {right, right_object}}, {}};
        stored.details.expires_at = tuple.expires_at;
        if (tuple.condition) {
            PEMBA_TRY(stored.details.condition, writer_.intern_condition(tuple.condition->name));
            stored.details.context = tuple.condition->context;
        }
        return stored;
    }

private:
    Result<ObjectNumber> object(std::string_view id) {
        return memo_.object(id, [&] { return writer_.intern_object(id); });
    }

    Result<RelationId> relation(const std::string& namespace_name, const std::string& relation) {
        return memo_.relation(namespace_name, relation, [&] {
            return writer_.intern_subject_relation(namespace_name, relation);
        });
    }

    storage::NameWriter writer_;
    NameMemo<ObjectNumber, RelationId> memo_;
};

} // namespace

Result<std::vector<storage::StoredTuple>>
intern_sorted(ApplyContext& context, const std::vector<const RelationTuple*>& tuples) {
    BatchInterner interner(context);
    std::vector<storage::StoredTuple> stored;
    stored.reserve(tuples.size());
    for (const auto* tuple : tuples) {
        PEMBA_TRY(auto numbers, interner.intern(*tuple));
        stored.push_back(std::move(numbers));
    }
    std::ranges::sort(stored, {}, &storage::StoredTuple::id);
    return stored;
}

} // namespace pemba::engine
