#include "engine/tuple_rules.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "condition/evaluate.h"
#include "engine/resolve.h"
#include "tuple/validate.h"

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
    return type_of(tuple.subject) + words_of_traits(tuple.condition ? tuple.condition->name : "",
                                                    tuple.expires_at.has_value());
}

} // namespace

std::string words_of_traits(std::string_view condition, bool expires) {
    if (condition.empty())
        return expires ? " with expiration" : "";
    return fmt::format(" with {}{}", condition, expires ? " and expiration" : "");
}

Result<void> TupleRules::check(const RelationTuple& tuple, Details details) {
    const bool is_known = details == Details::AsAllowed && knows_kind_of(tuple);
    PEMBA_CHECK_OK(is_known ? validate_ids(tuple, schema_->schema().dialect())
                            : validate(tuple, schema_->schema().dialect()));
    // What need not be allowed to be stored need not be allowed to be removed either.
    if (details == Details::MayBeLeftOut && schema_->policy().filters_tuples)
        return {};
    PEMBA_CHECK_OK(check_identity(tuple));
    if (!is_known) {
        PEMBA_CHECK_OK(check_kind(tuple, details));
        if (details == Details::AsAllowed)
            known_kinds_.insert(kind_);
    }
    return tuple.condition ? check_context(*tuple.condition) : Result<void>{};
}

// No name that is valid has the byte 0, so that no other kind has a known one's text.
bool TupleRules::knows_kind_of(const RelationTuple& tuple) {
    const auto& subject = tuple.subject;
    kind_.clear();
    for (const std::string* name : {&tuple.object.namespace_name, &tuple.relation,
                                    &subject.object.namespace_name, &subject.relation})
        kind_.append(*name).append(1, '\0');
    if (tuple.condition)
        kind_.append(tuple.condition->name);
    kind_ += subject.is_wildcard() ? '*' : '\0';
    kind_ += tuple.expires_at ? '+' : '\0';
    return known_kinds_.contains(kind_);
}

Result<void> TupleRules::check_identity(const RelationTuple& tuple) const {
    const auto& [object, relation] = tuple.subject;
    if (schema_->policy().may_state_identity || object != tuple.object ||
        relation != tuple.relation)
        return {};
    return Error{ErrorCode::InvalidTuple,
                 fmt::format("`{}` says that a userset contains itself, as it does anyway",
                             to_string(tuple)),
                 {{"reason", "identity"}}};
}

Result<void> TupleRules::check_kind(const RelationTuple& tuple, Details details) const {
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
    // A condition that the schema does not know is allowed nowhere.
    auto condition = tuple.condition ? schema_->find_condition(tuple.condition->name)
                                     : std::optional(ConditionId::None);
    bool any_traits = details == Details::MayBeLeftOut && !tuple.condition;
    bool allowed = std::ranges::any_of(slot.subjects, [&](const graph::AllowedSubject& type) {
        return type.relation == subject && type.wildcard == tuple.subject.is_wildcard() &&
               (any_traits ||
                (type.condition == condition && type.expiration == tuple.expires_at.has_value()));
    });
    return allowed ? Result<void>{} : not_allowed(slot, tuple, subject);
}

Result<void> TupleRules::check_context(const TupleCondition& condition) const {
    const auto* rules = schema_->find_condition(*schema_->find_condition(condition.name));
    PEMBA_TRY(auto context, condition::Context::parse(condition.context));
    return condition::validate_stored(*rules, context);
}

// A type that is allowed and of the same namespace: what was probably meant.
std::string TupleRules::suggestion(const graph::Slot& slot, const RelationTuple& tuple,
                                   RelationId subject) const {
    // An unknown caveat tells nothing of what was meant.
    if (tuple.condition)
        return {};
    for (const auto& type : slot.subjects) {
        if (type.relation != subject || type.wildcard != tuple.subject.is_wildcard())
            continue;
        return fmt::format("`{}{}`", type_of(tuple.subject),
                           words_of_traits(schema_->name_of(type.condition), type.expiration));
    }
    if (!subject.is_plain() || tuple.subject.is_wildcard())
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
    auto meant = suggestion(slot, tuple, subject);
    auto hint = meant.empty() ? "" : fmt::format("; did you mean {}?", meant);
    return {ErrorCode::SubjectNotAllowed,
            fmt::format("subjects of type `{}` are not allowed on relation `{}#{}`{}", type,
                        tuple.object.namespace_name, tuple.relation, hint),
            {{"namespace", tuple.object.namespace_name},
             {"relation", tuple.relation},
             {"subject_type", type}}};
}

} // namespace pemba::engine
