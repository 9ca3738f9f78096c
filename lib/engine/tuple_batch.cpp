#include "engine/tuple_batch.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/object_names.h"

namespace pemba::engine {
namespace {

constexpr std::uint64_t kNoBudget = ~std::uint64_t{0};

} // namespace

Result<TupleBatch> TupleBatch::resolve(ApplyContext& context, const std::vector<Item>& items) {
    TupleBatch batch(context, items);
    // A write's own size limits what it reads.
    batch.tuples_->begin(context.transaction(), context.store(), nullptr,
                         storage::TupleReader::kBeforeAll, kNoBudget);
    batch.distinguish_ids();
    PEMBA_CHECK_OK(batch.number_objects());
    PEMBA_CHECK_OK(batch.number_tuples());
    return batch;
}

void TupleBatch::distinguish_ids() {
    std::vector<std::string_view> ids;
    ids.reserve(2 * items_->size());
    for (const auto& item : *items_) {
        ids.push_back(item.tuple->object.id);
        ids.push_back(item.tuple->subject.object.id);
    }
    places_.resize(ids.size());
    texts_.find_or_add(ids, places_);
    may_be_new_.resize(texts_.size());
    for (std::size_t i = 0; i < places_.size(); ++i)
        if ((*items_)[i / 2].may_be_new)
            may_be_new_[places_[i]] = true;
}

Result<void> TupleBatch::number_objects() {
    storage::ObjectFinder finder(context_->transaction(), context_->store());
    auto last = context_->head().last_object;
    objects_.resize(texts_.size());
    for (auto place : texts_.sorted()) {
        PEMBA_TRY(objects_[place], finder.find(texts_.text(place)));
        if (!objects_[place] && may_be_new_[place]) {
            objects_[place] = ObjectNumber{++last};
            new_objects_.push_back(place);
        }
    }
    if (last <= kMaxObjectNumber)
        return {};
    return Error{
        ErrorCode::StoreFull,
        fmt::format("the store has given out all {} numbers for objects", kMaxObjectNumber),
        {}};
}

Result<void> TupleBatch::number_tuples() {
    ids_.resize(items_->size());
    for (std::size_t i = 0; i < items_->size(); ++i) {
        const auto& tuple = *(*items_)[i].tuple;
        PEMBA_TRY(auto left, relation(tuple.object.namespace_name, tuple.relation));
        PEMBA_TRY(auto right,
                  relation(tuple.subject.object.namespace_name, tuple.subject.relation));
        if ((*items_)[i].may_be_new && (!left || !right))
            return Error{ErrorCode::StoreCorrupt,
                         fmt::format("`names` has no number for a relation of `{}`, which the "
                                     "schema knows",
                                     to_string(tuple)),
                         {}};
        const auto &object = objects_[places_[2 * i]], &subject = objects_[places_[2 * i + 1]];
        if (left && right && object && subject)
            ids_[i] = TupleId{{*left, *object}, {*right, *subject}};
    }
    return {};
}

Result<std::optional<RelationId>> TupleBatch::relation(const std::string& namespace_name,
                                                       const std::string& relation) {
    return relations_.find(namespace_name, relation, [&] {
        return context_->names().find_subject_relation(namespace_name, relation);
    });
}

Result<std::optional<storage::StoredTuple>> TupleBatch::find_stored(std::size_t index) {
    std::optional<storage::StoredTuple> found;
    const auto& id = ids_[index];
    const auto known = [&](NodeId node) {
        return static_cast<std::uint64_t>(node.object()) <= context_->head().last_object;
    };
    if (!id || !known(id->userset) || !known(id->subject))
        return found;
    if (auto mark = tuples_->find(*id))
        found = {*id, tuples_->details(*id, *mark)};
    if (tuples_->failed())
        return tuples_->error();
    return found;
}

Result<void> TupleBatch::write_names() {
    storage::ObjectNameWriter writer(context_->transaction(), context_->store());
    for (auto place : new_objects_) {
        PEMBA_CHECK_OK(writer.write(texts_.text(place), *objects_[place]));
        context_->head().last_object = static_cast<std::uint64_t>(*objects_[place]);
    }
    return {};
}

Result<std::vector<storage::StoredTuple>>
TupleBatch::to_insert(const std::vector<std::size_t>& places) {
    PEMBA_CHECK_OK(write_names());
    std::vector<storage::StoredTuple> tuples;
    tuples.reserve(places.size());
    for (auto place : places) {
        PEMBA_TRY(auto tuple, to_store(place));
        tuples.push_back(std::move(tuple));
    }
    if (!std::ranges::is_sorted(tuples, {}, &storage::StoredTuple::id))
        std::ranges::sort(tuples, {}, &storage::StoredTuple::id);
    return tuples;
}

Result<storage::StoredTuple> TupleBatch::to_store(std::size_t index) const {
    const auto& tuple = *(*items_)[index].tuple;
    storage::StoredTuple stored{*ids_[index], {}};
    stored.details.expires_at = tuple.expires_at;
    if (tuple.condition) {
        PEMBA_TRY(auto condition, context_->names().find_condition(tuple.condition->name));
        if (!condition)
            return Error{ErrorCode::StoreCorrupt,
                         fmt::format("`names` has no number for condition `{}`, which the schema "
                                     "knows",
                                     tuple.condition->name),
                         {}};
        stored.details.condition = *condition;
        stored.details.context = tuple.condition->context;
    }
    return stored;
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

} // namespace pemba::engine
