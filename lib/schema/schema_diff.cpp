// Comparing two schemas, part by part.
#include "pemba/schema_diff.h"

#include <algorithm>

#include "schema/expression_text.h"
#include "schema/namespace_config.h"

namespace pemba {
namespace {

using schema::ConditionConfig;
using schema::NamespaceConfig;
using schema::RelationConfig;
using Kind = SchemaDifference::Kind;
using Differences = std::vector<SchemaDifference>;

void compare_comments(const SchemaDifference& place, const std::string& before,
                      const std::string& after, Differences& found) {
    if (before == after)
        return;
    found.push_back(place);
    found.back().before = before;
    found.back().after = after;
}

SchemaDifference place_of(Kind kind, const NamespaceConfig& config,
                          const RelationConfig& relation) {
    SchemaDifference place{kind, config.name, relation.name, {}, {}, {}, {}, {}};
    return place;
}

void tell_relation(const NamespaceConfig& config, const RelationConfig& relation, bool added,
                   Differences& found) {
    const auto kind = relation.is_stored() ? added ? Kind::RelationAdded : Kind::RelationRemoved
                      : added              ? Kind::PermissionAdded
                                           : Kind::PermissionRemoved;
    found.push_back(place_of(kind, config, relation));
    if (!relation.is_stored())
        (added ? found.back().after : found.back().before) =
            schema::expression_text(relation.rewrite);
}

void compare_types(const NamespaceConfig& config, const RelationConfig& before,
                   const RelationConfig& after, Differences& found) {
    auto tell_missing = [&](Kind kind, const RelationConfig& from, const RelationConfig& in) {
        for (const auto& type : *from.subject_types)
            if (std::ranges::find(*in.subject_types, type) == in.subject_types->end()) {
                found.push_back(place_of(kind, config, after));
                found.back().subject_type = type;
            }
    };
    tell_missing(Kind::SubjectTypeRemoved, before, after);
    tell_missing(Kind::SubjectTypeAdded, after, before);
}

void compare_relations(const NamespaceConfig& config, const RelationConfig& before,
                       const RelationConfig& after, Differences& found) {
    compare_comments(
        place_of(after.is_stored() ? Kind::RelationCommentChanged : Kind::PermissionCommentChanged,
                 config, after),
        before.comment, after.comment, found);
    if (after.is_stored())
        compare_types(config, before, after, found);
    auto old_text = schema::expression_text(before.rewrite);
    auto new_text = schema::expression_text(after.rewrite);
    if (old_text == new_text)
        return;
    found.push_back(place_of(Kind::PermissionExpressionChanged, config, after));
    found.back().before = std::move(old_text);
    found.back().after = std::move(new_text);
}

void compare_namespaces(const NamespaceConfig& before, const NamespaceConfig& after,
                        Differences& found) {
    compare_comments({Kind::NamespaceCommentChanged, after.name, {}, {}, {}, {}, {}, {}},
                     before.comment, after.comment, found);
    auto same_kind = [](const NamespaceConfig& in, const RelationConfig& relation) {
        const auto* other = in.find(relation.name);
        return other && other->is_stored() == relation.is_stored() ? other : nullptr;
    };
    for (const auto& relation : before.relations)
        if (!same_kind(after, relation))
            tell_relation(before, relation, false, found);
    for (const auto& relation : after.relations) {
        if (const auto* old = same_kind(before, relation))
            compare_relations(after, *old, relation, found);
        else
            tell_relation(after, relation, true, found);
    }
}

SchemaDifference place_of(Kind kind, const ConditionOutline& condition) {
    SchemaDifference place;
    place.kind = kind;
    place.condition = condition.name;
    return place;
}

const ConditionParameter* find_parameter(const ConditionOutline& condition,
                                         const std::string& name) {
    const auto& all = condition.parameters;
    auto found = std::ranges::find(all, name, &ConditionParameter::name);
    return found == all.end() ? nullptr : &*found;
}

// Returns whether a parameter came to have another type.
bool compare_parameters(const ConditionOutline& before, const ConditionOutline& after,
                        Differences& found) {
    auto tell = [&](Kind kind, const ConditionParameter& parameter) {
        auto& told = found.emplace_back(place_of(kind, after));
        told.parameter = parameter.name;
        (kind == Kind::ParameterRemoved ? told.before : told.after) = parameter.type;
        return &told;
    };
    bool retyped = false;
    for (const auto& parameter : before.parameters)
        if (!find_parameter(after, parameter.name))
            tell(Kind::ParameterRemoved, parameter);
    for (const auto& parameter : after.parameters) {
        const auto* old = find_parameter(before, parameter.name);
        if (!old) {
            tell(Kind::ParameterAdded, parameter);
        } else if (old->type != parameter.type) {
            tell(Kind::ParameterTypeChanged, parameter)->before = old->type;
            retyped = true;
        }
    }
    return retyped;
}

void compare_conditions(const ConditionOutline& before, const ConditionOutline& after,
                        Differences& found) {
    compare_comments(place_of(Kind::ConditionCommentChanged, after), before.comment, after.comment,
                     found);
    const bool retyped = compare_parameters(before, after, found);
    if (!retyped && before.expression == after.expression)
        return;
    found.push_back(place_of(Kind::ConditionExpressionChanged, after));
    found.back().before = before.expression;
    found.back().after = after.expression;
}

void compare_all_conditions(const Schema& before, const Schema& after, Differences& found) {
    for (const auto& config : schema::conditions_of(before))
        if (!schema::find_condition(after, config.outline.name)) {
            found.push_back(place_of(Kind::ConditionRemoved, config.outline));
            found.back().before = config.outline.expression;
        }
    for (const auto& config : schema::conditions_of(after)) {
        if (const auto* old = schema::find_condition(before, config.outline.name)) {
            compare_conditions(old->outline, config.outline, found);
            continue;
        }
        found.push_back(place_of(Kind::ConditionAdded, config.outline));
        found.back().after = config.outline.expression;
    }
}

} // namespace

std::vector<SchemaDifference> differences(const Schema& before, const Schema& after) {
    Differences found;
    for (const auto& config : schema::namespaces_of(before))
        if (!schema::find_namespace(after, config.name))
            found.push_back({Kind::NamespaceRemoved, config.name, {}, {}, {}, {}, {}, {}});
    for (const auto& config : schema::namespaces_of(after)) {
        if (const auto* old = schema::find_namespace(before, config.name))
            compare_namespaces(*old, config, found);
        else
            found.push_back({Kind::NamespaceAdded, config.name, {}, {}, {}, {}, {}, {}});
    }
    std::ranges::stable_sort(found, {}, &SchemaDifference::namespace_name);
    compare_all_conditions(before, after, found);
    return found;
}

} // namespace pemba
