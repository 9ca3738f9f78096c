// Chooses how a filter is answered: by object, by subject, or by relation.
#include <algorithm>

#include <fmt/format.h>

#include "engine/resolve.h"
#include "engine/tuple_scan.h"

namespace pemba::engine {
namespace {

using Range = ScanPlan::Range;

Error invalid(std::string message) {
    return {ErrorCode::InvalidFilter, std::move(message), {}};
}

Range only(NodeId node) {
    return {node, node.successor()};
}
Range all_of(RelationId relation) {
    return {NodeId::first_of(relation), NodeId::end_of(relation)};
}
Range everything() {
    return {NodeId{}, NodeId::end()};
}

template <class Wanted>
std::vector<RelationId> relations_where(const graph::SchemaView& schema, Wanted wanted) {
    std::vector<RelationId> relations;
    for (std::uint32_t i = 0; i < schema.size(); ++i) {
        graph::SlotId id{i};
        if (schema.slot(id).is_relation(id) && wanted(id))
            relations.push_back(schema.slot(id).relation);
    }
    std::ranges::sort(relations);
    return relations;
}

template <class Wanted>
std::vector<RelationId> stored_relations(const graph::SchemaView& schema, Wanted wanted) {
    return relations_where(schema,
                           [&](graph::SlotId id) { return schema.slot(id).stored && wanted(id); });
}

Result<void> check_filter(const TupleFilter& filter, Dialect dialect) {
    if (filter.object_id && filter.object_id_prefix)
        return invalid("a filter has either an object id or a prefix of one, not both");
    if (filter.object_id && !is_object_id(*filter.object_id, dialect))
        return invalid("the filter's object id is not one");
    return {};
}

// The relations that a filter means where stored tuples need not be allowed by the schema: all that
// there ever were. A name that there never was is no error; it is in no tuple.
class StoredRelations {
public:
    explicit StoredRelations(const storage::Names& names) : names_(names) {}

    Result<std::vector<RelationId>> of_object(const std::string& namespace_name,
                                              const std::optional<std::string>& relation) const {
        return relation ? one(names_.find_relation(namespace_name, *relation))
                        : all(namespace_name);
    }

    Result<std::vector<RelationId>> of_subject(const SubjectFilter& filter) const {
        if (filter.relation)
            return one(names_.find_subject_relation(filter.namespace_name, *filter.relation));
        PEMBA_TRY(auto relations, all(filter.namespace_name));
        PEMBA_TRY(auto plain, one(names_.find_subject_relation(filter.namespace_name, "")));
        relations.insert(relations.end(), plain.begin(), plain.end());
        return relations;
    }

private:
    Result<std::vector<RelationId>> all(const std::string& namespace_name) const {
        PEMBA_TRY(auto relations, names_.relations_of(namespace_name));
        std::ranges::sort(relations);
        return relations;
    }

    static Result<std::vector<RelationId>> one(Result<std::optional<RelationId>> found) {
        PEMBA_TRY(auto relation, std::move(found));
        return relation ? std::vector{*relation} : std::vector<RelationId>{};
    }

    const storage::Names& names_;
};

// A relation that a filter may name, as the schema has it.
class FilterRelations {
public:
    FilterRelations(const graph::SchemaView& schema, const storage::Names& names,
                    ComputedRelation computed)
        : schema_(schema), names_(names), computed_(computed) {}

    // The stored relations that the object's side means; nothing: every one.
    Result<std::optional<std::vector<RelationId>>> of_object(const TupleFilter& filter) const {
        if (!filter.namespace_name && !filter.relation)
            return std::optional<std::vector<RelationId>>{};
        if (!filter.namespace_name) {
            PEMBA_TRY(auto namesakes, named(*filter.relation));
            return std::optional(std::move(namesakes));
        }
        if (schema_.policy().filters_tuples) {
            PEMBA_TRY(auto stored,
                      StoredRelations(names_).of_object(*filter.namespace_name, filter.relation));
            return std::optional(std::move(stored));
        }
        if (filter.relation) {
            PEMBA_TRY(auto slot, schema_.find_relation(*filter.namespace_name, *filter.relation));
            PEMBA_TRY(auto stored, stored_or_nothing(slot));
            return std::optional(std::move(stored));
        }
        PEMBA_TRY(auto relations, of_namespace(*filter.namespace_name, true));
        return std::optional(std::move(relations));
    }

    // The subject relations (or plain namespace) that the subject's side means.
    Result<std::vector<RelationId>> of_subject(const SubjectFilter& filter) const {
        if (schema_.policy().filters_tuples)
            return StoredRelations(names_).of_subject(filter);
        if (filter.relation) {
            PEMBA_TRY(auto relation,
                      resolve_subject_type(schema_, filter.namespace_name, *filter.relation));
            return std::vector{relation};
        }
        PEMBA_TRY(auto relations, of_namespace(filter.namespace_name, false));
        PEMBA_TRY(auto plain, resolve_subject_type(schema_, filter.namespace_name, ""));
        relations.push_back(plain);
        return relations;
    }

private:
    // A relation's name without its namespace: the stored relations of that name, wherever they
    // are.
    Result<std::vector<RelationId>> named(const std::string& relation) const {
        auto namesakes = stored_relations(
            schema_, [&](graph::SlotId id) { return schema_.name_of(id).relation == relation; });
        if (namesakes.empty())
            return Error{ErrorCode::UnknownRelation,
                         fmt::format("no namespace has a stored relation `{}`", relation),
                         {{"relation", relation}}};
        return namesakes;
    }

    Result<std::vector<RelationId>> stored_or_nothing(graph::SlotId id) const {
        const auto& slot = schema_.slot(id);
        if (slot.stored)
            return std::vector{slot.relation};
        if (computed_ == ComputedRelation::MatchesNothing)
            return std::vector<RelationId>{};
        auto name = schema_.name_of(id);
        return Error{ErrorCode::RelationNotStored,
                     fmt::format("`{}` of namespace `{}` is computed: it has no tuples",
                                 name.relation, name.object.namespace_name),
                     {{"namespace", name.object.namespace_name}, {"relation", name.relation}}};
    }

    Result<std::vector<RelationId>> of_namespace(std::string_view name, bool stored_only) const {
        PEMBA_TRY(auto plain, resolve_subject_type(schema_, name, ""));
        return relations_where(schema_, [&](graph::SlotId id) {
            const auto& slot = schema_.slot(id);
            return slot.namespace_id == plain.namespace_id() && (slot.stored || !stored_only);
        });
    }

    const graph::SchemaView& schema_;
    const storage::Names& names_;
    ComputedRelation computed_;
};

std::vector<Range> ranges_of(const std::vector<RelationId>& relations,
                             std::optional<ObjectNumber> object) {
    std::vector<Range> ranges;
    for (auto relation : relations)
        ranges.push_back(object ? only({relation, *object}) : all_of(relation));
    return ranges;
}

// Nothing: the filter names no id. An id that the store has never seen is in no tuple.
Result<std::optional<ObjectNumber>> number_of(const std::optional<std::string>& id,
                                              const storage::Names& names) {
    if (!id)
        return std::optional<ObjectNumber>{};
    PEMBA_TRY(auto number, names.find_object(*id));
    return std::optional(number.value_or(ObjectNumber::Nobody));
}

} // namespace

Result<ScanPlan> plan_scan(const TupleFilter& filter, const graph::SchemaView& schema,
                           const storage::Names& names, ComputedRelation computed) {
    PEMBA_CHECK_OK(check_filter(filter, schema.schema().dialect()));
    FilterRelations relations(schema, names, computed);
    PEMBA_TRY(auto object_relations, relations.of_object(filter));
    PEMBA_TRY(auto object, number_of(filter.object_id, names));
    // An object id without a namespace: whichever stored relation.
    if (!object_relations && object)
        object_relations = stored_relations(schema, [](graph::SlotId) { return true; });
    auto usersets =
        object_relations ? ranges_of(*object_relations, object) : std::vector{everything()};
    auto subjects = std::vector{everything()};
    std::optional<ObjectNumber> subject;
    if (filter.subject) {
        PEMBA_TRY(auto subject_relations, relations.of_subject(*filter.subject));
        PEMBA_TRY(subject, number_of(filter.subject->id, names));
        subjects = ranges_of(subject_relations, subject);
    }
    bool by_subject = subject && !object;
    return ScanPlan{by_subject ? storage::Side::Usersets : storage::Side::Subjects,
                    by_subject ? subjects : usersets, by_subject ? usersets : subjects,
                    filter.object_id_prefix};
}

} // namespace pemba::engine
