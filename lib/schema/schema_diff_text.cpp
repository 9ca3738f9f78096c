// Differences in words.
#include <fmt/format.h>

#include "base/assert.h"
#include "pemba/schema_diff.h"

namespace pemba {

using Kind = SchemaDifference::Kind;

const char* to_string(Kind kind) noexcept {
    switch (kind) {
    case Kind::NamespaceAdded: return "NamespaceAdded";
    case Kind::NamespaceRemoved: return "NamespaceRemoved";
    case Kind::NamespaceCommentChanged: return "NamespaceCommentChanged";
    case Kind::RelationAdded: return "RelationAdded";
    case Kind::RelationRemoved: return "RelationRemoved";
    case Kind::RelationCommentChanged: return "RelationCommentChanged";
    case Kind::SubjectTypeAdded: return "SubjectTypeAdded";
    case Kind::SubjectTypeRemoved: return "SubjectTypeRemoved";
    case Kind::PermissionAdded: return "PermissionAdded";
    case Kind::PermissionRemoved: return "PermissionRemoved";
    case Kind::PermissionCommentChanged: return "PermissionCommentChanged";
    case Kind::PermissionExpressionChanged: return "PermissionExpressionChanged";
    case Kind::ConditionAdded: return "ConditionAdded";
    case Kind::ConditionRemoved: return "ConditionRemoved";
    case Kind::ConditionCommentChanged: return "ConditionCommentChanged";
    case Kind::ConditionExpressionChanged: return "ConditionExpressionChanged";
    case Kind::ParameterAdded: return "ParameterAdded";
    case Kind::ParameterRemoved: return "ParameterRemoved";
    case Kind::ParameterTypeChanged: return "ParameterTypeChanged";
    }
    return "?";
}

std::string to_string(const SubjectType& type) {
    auto text = type.namespace_name + (type.wildcard ? ":*" : "") +
                (type.relation.empty() ? "" : "#" + type.relation);
    if (!type.condition.empty())
        text += " with " + type.condition;
    if (type.expiration)
        text += type.condition.empty() ? " with expiration" : " and expiration";
    return text;
}

std::string to_string(const SchemaDifference& d) {
    const auto member = fmt::format("`{}` of `{}`", d.relation, d.namespace_name);
    const auto parameter = fmt::format("parameter `{}` of caveat `{}`", d.parameter, d.condition);
    const auto type = d.subject_type ? to_string(*d.subject_type) : "";
    switch (d.kind) {
    case Kind::NamespaceAdded: return fmt::format("definition `{}` is new", d.namespace_name);
    case Kind::NamespaceRemoved: return fmt::format("definition `{}` is gone", d.namespace_name);
    case Kind::NamespaceCommentChanged:
        return fmt::format("the comment of definition `{}` is another", d.namespace_name);
    case Kind::RelationAdded: return fmt::format("relation {} is new", member);
    case Kind::RelationRemoved: return fmt::format("relation {} is gone", member);
    case Kind::RelationCommentChanged:
        return fmt::format("the comment of relation {} is another", member);
    case Kind::SubjectTypeAdded: return fmt::format("relation {} now takes `{}`", member, type);
    case Kind::SubjectTypeRemoved:
        return fmt::format("relation {} no longer takes `{}`", member, type);
    case Kind::PermissionAdded: return fmt::format("permission {} is new: `{}`", member, d.after);
    case Kind::PermissionRemoved:
        return fmt::format("permission {} is gone; it was `{}`", member, d.before);
    case Kind::PermissionCommentChanged:
        return fmt::format("the comment of permission {} is another", member);
    case Kind::PermissionExpressionChanged:
        return fmt::format("permission {} is now `{}`; it was `{}`", member, d.after, d.before);
    case Kind::ConditionAdded: return fmt::format("caveat `{}` is new: `{}`", d.condition, d.after);
    case Kind::ConditionRemoved: return fmt::format("caveat `{}` is gone", d.condition);
    case Kind::ConditionCommentChanged:
        return fmt::format("the comment of caveat `{}` is another", d.condition);
    case Kind::ConditionExpressionChanged:
        return d.before == d.after
                   ? fmt::format("caveat `{}` means something else, because a parameter has "
                                 "another type: `{}`",
                                 d.condition, d.after)
                   : fmt::format("caveat `{}` is now `{}`; it was `{}`", d.condition, d.after,
                                 d.before);
    case Kind::ParameterAdded: return fmt::format("{} is new: {}", parameter, d.after);
    case Kind::ParameterRemoved: return fmt::format("{} is gone", parameter);
    case Kind::ParameterTypeChanged:
        return fmt::format("{} is now {}; it was {}", parameter, d.after, d.before);
    }
    PEMBA_UNREACHABLE("a Kind outside its enumeration");
}

} // namespace pemba
