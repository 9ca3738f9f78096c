#include "engine/tuple_rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/resolve.h"

namespace pemba::engine {
namespace {

std::string type_of(const Subject& subject) {
    auto text = subject.object.namespace_name;
    if (subject.is_wildcard())
        text += ":*";
    if (subject.is_userset())
        text += "#" + subject.relation;
    return text;
}

std::string type_of(const RelationTuple& tuple) {
    return type_of(tuple.subject) + (tuple.expires_at ? " with expiration" : "");
}

} // namespace

Result<void> TupleRules::check(const RelationTuple& tuple, Expiry expiry) {
    PEMBA_CHECK_OK(validate(tuple));
    auto kind =
        fmt::format("{}#{}@{}", tuple.object.namespace_name, tuple.relation, type_of(tuple));
    if (tuple.condition)
        return Error{ErrorCode::SubjectNotAllowed,
                     fmt::format("relation `{}#{}` takes no tuples with condition `{}`",
                                 tuple.object.namespace_name, tuple.relation,
                                 tuple.condition->name),
                     {{"namespace", tuple.object.namespace_name},
                      {"relation", tuple.relation},
                      {"subject_type", type_of(tuple.subject) + " with " + tuple.condition->name}}};
    if (known_kinds_.contains(kind))
        return {};
    PEMBA_CHECK_OK(check_kind(tuple, expiry));
    if (expiry == Expiry::AsAllowed)
        known_kinds_.insert(std::move(kind));
    return {};
}

Result<void> TupleRules::check_kind(const RelationTuple& tuple, Expiry expiry) const {
    PEMBA_TRY(auto id, schema_->find_relation(tuple.object.namespace_name, tuple.relation));
    PEMBA_TRY(auto subject, resolve_subject_type(*schema_, tuple.subject.object.namespace_name,
                                                 tuple.subject.relation));
    const auto& slot = schema_->slot(id);
    if (!slot.stored)
        return Error{
            ErrorCode::RelationNotStored,
            fmt::format("`{}` of namespace `{}` is computed: tuples cannot be written to it",
                        tuple.relation, tuple.object.namespace_name),
            {{"namespace", tuple.object.namespace_name}, {"relation", tuple.relation}}};
    bool allowed = std::ranges::any_of(slot.subjects, [&](const graph::AllowedSubject& type) {
        return type.relation == subject && type.wildcard == tuple.subject.is_wildcard() &&
               (type.expiration == tuple.expires_at.has_value() ||
                (type.expiration && expiry == Expiry::MayBeLeftOut));
    });
    return allowed ? Result<void>{} : not_allowed(slot, tuple, subject);
}

// A type that is allowed and of the same namespace: what was probably meant.
std::string TupleRules::suggestion(const graph::Slot& slot, RelationId subject,
                                   bool wildcard) const {
    for (const auto& type : slot.subjects)
        if (type.relation == subject && type.wildcard == wildcard)
            return type.expiration ? "a tuple with an expiration" : "a tuple without an expiration";
    if (!subject.is_plain() || wildcard)
        return {};
    for (const auto& type : slot.subjects) {
        if (type.slot == graph::SlotId::None ||
            schema_->slot(type.slot).namespace_id != subject.namespace_id())
            continue;
        auto name = schema_->name_of(type.slot);
        return fmt::format("`{}#{}`", name.object.namespace_name, name.relation);
    }
    return {};
}

Error TupleRules::not_allowed(const graph::Slot& slot, const RelationTuple& tuple,
                              RelationId subject) const {
    auto type = type_of(tuple);
    auto meant = suggestion(slot, subject, tuple.subject.is_wildcard());
    auto hint = meant.empty() ? "" : fmt::format("; did you mean {}?", meant);
    return {ErrorCode::SubjectNotAllowed,
            fmt::format("subjects of type `{}` are not allowed on relation `{}#{}`{}", type,
                        tuple.object.namespace_name, tuple.relation, hint),
            {{"namespace", tuple.object.namespace_name},
             {"relation", tuple.relation},
             {"subject_type", type}}};
}

} // namespace pemba::engine
