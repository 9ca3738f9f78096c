#include "graph/schema_view.h"

#include <algorithm>

#include <fmt/format.h>

namespace pemba::graph {

bool SchemaView::admits(const TupleId& tuple, ConditionId condition) const {
    auto id = slot_of(tuple.userset.relation());
    if (id == SlotId::None)
        return false;
    return std::ranges::any_of(slot(id).subjects, [&](const AllowedSubject& type) {
        return type.relation == tuple.subject.relation() &&
               type.wildcard == tuple.subject.is_wildcard() && type.condition == condition;
    });
}

std::optional<NamespaceId> SchemaView::find_namespace(std::string_view name) const {
    auto found = namespaces_.find(name);
    return found == namespaces_.end() ? std::nullopt : std::optional(found->second.id);
}

Result<SlotId> SchemaView::find_relation(std::string_view namespace_name,
                                         std::string_view relation) const {
    auto found = namespaces_.find(namespace_name);
    if (found == namespaces_.end())
        return Error{ErrorCode::UnknownNamespace,
                     fmt::format("namespace `{}` is not in the schema", namespace_name),
                     {{"namespace", std::string(namespace_name)}}};
    auto slot = found->second.relations.find(relation);
    if (slot != found->second.relations.end())
        return slot->second;
    return Error{ErrorCode::UnknownRelation,
                 fmt::format("`{}` is not a relation of namespace `{}`", relation, namespace_name),
                 {{"namespace", std::string(namespace_name)}, {"relation", std::string(relation)}}};
}

std::optional<ConditionId> SchemaView::find_condition(std::string_view name) const {
    auto found = condition_ids_.find(name);
    return found == condition_ids_.end() ? std::nullopt : std::optional(found->second);
}

const condition::Condition* SchemaView::find_condition(ConditionId id) const {
    auto found = conditions_.find(static_cast<std::uint32_t>(id));
    return found == conditions_.end() ? nullptr : &found->second;
}

std::string_view SchemaView::name_of(ConditionId id) const {
    const auto* condition = find_condition(id);
    return condition ? condition->name() : std::string_view{};
}

SlotId SchemaView::slot_of(RelationId relation) const {
    auto found = slots_by_relation_.find(relation.bits());
    return found == slots_by_relation_.end() ? SlotId::None : found->second;
}

Userset SchemaView::name_of(SlotId id) const {
    return names_[static_cast<std::uint32_t>(slot(id).owner)];
}

SubjectKind SchemaView::kind_of(RelationId subject) const {
    auto found = kinds_.find(subject.bits());
    return found == kinds_.end() ? SubjectKind::Unknown : found->second;
}

std::span<const Taker> SchemaView::takers(RelationId subject) const {
    auto found = takers_.find(subject.bits());
    return found == takers_.end() ? std::span<const Taker>{}
                                  : std::span<const Taker>(found->second);
}

std::span<const SlotId> SchemaView::self_slots(NamespaceId id) const {
    auto found = self_slots_.find(static_cast<std::uint32_t>(id));
    return found == self_slots_.end() ? std::span<const SlotId>{}
                                      : std::span<const SlotId>(found->second);
}

} // namespace pemba::graph
