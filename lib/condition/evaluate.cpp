#include "condition/evaluate.h"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "condition/convert.h"
#include "condition/evaluator.h"

namespace pemba::condition {
namespace {

using Arguments = std::vector<std::optional<Value>>;

Error wrong_type(const Condition& condition, const Parameter& parameter, const Error& why) {
    return {ErrorCode::InvalidContext,
            fmt::format("parameter `{}` of caveat `{}`: {}", parameter.name, condition.name(),
                        why.message),
            {{"condition", std::string(condition.name())}, {"parameter", parameter.name}}};
}

// Where both have a value, the stored one counts.
const boost::json::value* find(const Parameter& parameter, const Context& stored,
                               const Context& request) {
    const auto* value = stored.find(parameter.name);
    return value ? value : request.find(parameter.name);
}

Result<Arguments> arguments_of(const Condition& condition, const Context& stored,
                               const Context& request, Arena& arena) {
    Arguments arguments(condition.parameters().size());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& parameter = condition.parameters()[i];
        const auto* json = find(parameter, stored, request);
        if (!json)
            continue;
        auto value = convert(*json, parameter.type, arena);
        if (!value)
            return wrong_type(condition, parameter, value.error());
        arguments[i] = *std::move(value);
    }
    return arguments;
}

Error failure(const Condition& condition, std::string_view why) {
    return {ErrorCode::ConditionFailed,
            fmt::format("caveat `{}` cannot be evaluated: {}", condition.name(), why),
            {{"condition", std::string(condition.name())}}};
}

std::vector<std::string> names_of(const Condition& condition, std::uint64_t missing) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < condition.parameters().size(); ++i)
        if ((missing >> i & 1) != 0)
            names.push_back(condition.parameters()[i].name);
    std::ranges::sort(names);
    return names;
}

Judgement judgement_of(const Condition& condition, Term term) {
    using Kind = Judgement::Kind;
    switch (term.state) {
    case Term::State::Unknown: return {Kind::Missing, names_of(condition, term.missing)};
    case Term::State::Failed: return {Kind::Error, {}, failure(condition, term.failure)};
    case Term::State::Known: break;
    }
    if (term.is(true) || term.is(false))
        return {term.is(true) ? Kind::True : Kind::False};
    return {Kind::Error,
            {},
            failure(condition,
                    fmt::format("it is a {}, neither true nor false", term.value.type_name()))};
}

} // namespace

Judgement evaluate(const Condition& condition, const Context& stored, const Context& request,
                   std::uint64_t max_cost) {
    Arena arena;
    auto arguments = arguments_of(condition, stored, request, arena);
    if (!arguments)
        return {Judgement::Kind::Error, {}, std::move(arguments).error()};
    return judgement_of(condition, Evaluator(condition, *arguments, max_cost, arena).run());
}

std::vector<std::string> missing_parameters(const Condition& condition, const Context& stored,
                                            const Context& request) {
    std::vector<std::string> missing;
    for (const auto& parameter : condition.parameters())
        if (!find(parameter, stored, request))
            missing.push_back(parameter.name);
    std::ranges::sort(missing);
    return missing;
}

Result<Value> evaluate_to_value(const Condition& condition, const Arguments& arguments,
                                std::uint64_t max_cost, Arena& arena) {
    Term term = Evaluator(condition, arguments, max_cost, arena).run();
    if (term.state == Term::State::Unknown)
        return failure(condition, "values are missing");
    if (term.state == Term::State::Failed)
        return failure(condition, term.failure);
    return std::move(term.value);
}

Result<void> validate_stored(const Condition& condition, const Context& stored) {
    Arena arena;
    for (const auto& member : stored.members()) {
        std::string name(member.key());
        const auto* parameter = condition.find(name);
        if (!parameter)
            return Error{ErrorCode::InvalidContext,
                         fmt::format("caveat `{}` has no parameter `{}`", condition.name(), name),
                         {{"condition", std::string(condition.name())}, {"parameter", name}}};
        if (auto value = convert(member.value(), parameter->type, arena); !value)
            return wrong_type(condition, *parameter, value.error());
    }
    return {};
}

std::string merged(const Condition& condition, const Context& stored, const Context& request) {
    std::vector<const Parameter*> parameters;
    for (const auto& parameter : condition.parameters())
        parameters.push_back(&parameter);
    std::ranges::sort(parameters, {}, &Parameter::name);
    boost::json::object values;
    for (const auto* parameter : parameters)
        if (const auto* value = find(*parameter, stored, request))
            values.emplace(parameter->name, *value);
    return boost::json::serialize(values);
}

} // namespace pemba::condition
