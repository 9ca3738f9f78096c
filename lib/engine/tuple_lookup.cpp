#include "engine/tuple_lookup.h"

#include <algorithm>

namespace pemba::engine {
namespace {

constexpr std::uint64_t kNoBudget = ~std::uint64_t{0};

} // namespace

TupleLookup::TupleLookup(const storage::Transaction& transaction, StoreId store)
    : names_(transaction, store) {
    // A write's own size limits what it reads.
    tuples_.begin(transaction, store, nullptr, kNoBudget);
}

Result<std::optional<ObjectNumber>> TupleLookup::object(std::string_view id) {
    return memo_.object(id, [&] { return names_.find_object(id); });
}

Result<std::optional<RelationId>> TupleLookup::relation(const std::string& namespace_name,
                                                        const std::string& relation) {
    return memo_.relation(namespace_name, relation,
                          [&] { return names_.find_subject_relation(namespace_name, relation); });
}

Result<std::optional<TupleId>> TupleLookup::find(const RelationTuple& tuple) {
    PEMBA_TRY(auto left, relation(tuple.object.namespace_name, tuple.relation));
    PEMBA_TRY(auto left_object, object(tuple.object.id));
    PEMBA_TRY(auto right, relation(tuple.subject.object.namespace_name, tuple.subject.relation));
    PEMBA_TRY(auto right_object, object(tuple.subject.object.id));
    if (!left || !left_object || !right || !right_object)
        return std::optional<TupleId>{};
    TupleId id{{*left, *left_object}, {*right, *right_object}};
    bool is_there = tuples_.contains(id);
    if (tuples_.failed())
        return tuples_.error();
    return is_there ? std::optional(id) : std::nullopt;
}

namespace {

// Interns each name of a batch once.
class BatchInterner {
public:
    explicit BatchInterner(ApplyContext& context)
        : writer_(context.transaction(), context.store(), context.head()) {}

    Result<TupleId> intern(const RelationTuple& tuple) {
        PEMBA_TRY(auto left, relation(tuple.object.namespace_name, tuple.relation));
        PEMBA_TRY(auto left_object, object(tuple.object.id));
        PEMBA_TRY(auto right,
                  relation(tuple.subject.object.namespace_name, tuple.subject.relation));
        PEMBA_TRY(auto right_object, object(tuple.subject.object.id));
        return TupleId{{left, left_object}, {right, right_object}};
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

Result<std::vector<TupleId>> intern_sorted(ApplyContext& context,
                                           const std::vector<const RelationTuple*>& tuples) {
    BatchInterner interner(context);
    std::vector<TupleId> ids;
    ids.reserve(tuples.size());
    for (const auto* tuple : tuples) {
        PEMBA_TRY(auto id, interner.intern(*tuple));
        ids.push_back(id);
    }
    std::ranges::sort(ids);
    return ids;
}

} // namespace pemba::engine
