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
    if (auto known = objects_.find(id); known != objects_.end())
        return known->second;
    PEMBA_TRY(auto number, names_.find_object(id));
    objects_.emplace(id, number);
    return number;
}

Result<std::optional<RelationId>> TupleLookup::relation(const std::string& namespace_name,
                                                        const std::string& relation) {
    auto key = namespace_name + "#" + relation;
    if (auto known = relations_.find(key); known != relations_.end())
        return known->second;
    std::optional<RelationId> id;
    if (!relation.empty()) {
        PEMBA_TRY(id, names_.find_relation(namespace_name, relation));
    } else {
        PEMBA_TRY(auto number, names_.find_namespace(namespace_name));
        if (number)
            id = RelationId::plain(*number);
    }
    relations_.emplace(std::move(key), id);
    return id;
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
        if (auto known = objects_.find(id); known != objects_.end())
            return known->second;
        PEMBA_TRY(auto number, writer_.intern_object(id));
        objects_.emplace(id, number);
        return number;
    }

    Result<RelationId> relation(const std::string& namespace_name, const std::string& relation) {
        auto key = namespace_name + "#" + relation;
        if (auto known = relations_.find(key); known != relations_.end())
            return known->second;
        PEMBA_TRY(auto id, intern_relation(namespace_name, relation));
        relations_.emplace(std::move(key), id);
        return id;
    }

    Result<RelationId> intern_relation(const std::string& namespace_name,
                                       const std::string& relation) {
        if (!relation.empty())
            return writer_.intern_relation(namespace_name, relation);
        PEMBA_TRY(auto number, writer_.intern_namespace(namespace_name));
        return RelationId::plain(number);
    }

    storage::NameWriter writer_;
    std::unordered_map<std::string_view, ObjectNumber> objects_;
    std::unordered_map<std::string, RelationId> relations_;
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
