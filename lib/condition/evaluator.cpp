#include "condition/evaluator.h"

#include <span>

#include <fmt/format.h>

#include "condition/functions.h"

namespace pemba::condition {

using fbs::ExpressionOp;

namespace {

// Of two terms that keep an operator from a value, the one that is told.
Term worse(Term a, Term b) {
    using State = Term::State;
    if (a.state == State::Unknown && b.state == State::Unknown)
        return Term::unknown(a.missing | b.missing);
    if (a.state == State::Unknown || (a.state == State::Failed && b.state != State::Unknown))
        return a;
    return b.is_known() ? a : b;
}

Term not_a_truth(const Term& term) {
    if (!term.is_known())
        return term;
    return Term::failed(fmt::format("expected true or false, found a {}", term.value.type_name()));
}

const Value* field_of(const Value& value, std::string_view name) {
    return value.map() ? find(*value.map(), Value(name)) : nullptr;
}

Value none() {
    return Optional{};
}
Value some(Value value) {
    return Optional{std::make_shared<const Value>(std::move(value))};
}

} // namespace

bool Evaluator::spend(std::uint64_t cost) {
    if (cost > budget_) {
        budget_ = 0;
        exhausted_ = true;
    } else {
        budget_ -= cost;
    }
    return !exhausted_;
}

Term Evaluator::evaluate(const Node& node) {
    if (!spend(1))
        return exhausted();
    switch (node.op) {
    case ExpressionOp::Parameter: {
        const auto& argument = arguments_[static_cast<std::size_t>(node.number)];
        return argument ? Term::known(*argument) : Term::unknown(std::uint64_t{1} << node.number);
    }
    case ExpressionOp::Variable:
        return Term::known(variables_[static_cast<std::size_t>(node.number)]);
    case ExpressionOp::And: return logical(node, false);
    case ExpressionOp::Or: return logical(node, true);
    case ExpressionOp::Choose: return choose(node);
    case ExpressionOp::Select:
    case ExpressionOp::SelectOptional:
    case ExpressionOp::Has: return select(node);
    case ExpressionOp::List: return make_list(node);
    case ExpressionOp::Map: return make_map(node);
    case ExpressionOp::Call: return call_function(node);
    case ExpressionOp::All:
    case ExpressionOp::Exists:
    case ExpressionOp::ExistsOne:
    case ExpressionOp::Filter:
    case ExpressionOp::Transform:
    case ExpressionOp::TransformSome: return fold(node);
    case ExpressionOp::OptionalMap:
    case ExpressionOp::OptionalFlatMap: return map_optional(node);
    default: return Term::known(node.constant);
    }
}

// One operand that decides is enough, whatever the others are.
Term Evaluator::logical(const Node& node, bool deciding) {
    Term result = Term::known(!deciding);
    for (std::uint32_t i = 0; i < node.child_count; ++i) {
        Term term = evaluate(node, i);
        if (term.is(deciding))
            return term;
        if (!term.is(!deciding))
            result = worse(std::move(result), not_a_truth(term));
    }
    return result;
}

Term Evaluator::choose(const Node& node) {
    Term condition = evaluate(node, 0);
    if (!condition.is(true) && !condition.is(false))
        return not_a_truth(condition);
    return evaluate(node, condition.is(true) ? 1 : 2);
}

Term Evaluator::select(const Node& node) {
    Term term = evaluate(node, 0);
    if (!term.is_known())
        return term;
    // A field of an optional is an optional field of what it holds.
    if (const auto* optional = term.value.as<Optional>()) {
        const Value* field = optional->value ? field_of(*optional->value, node.text) : nullptr;
        if (node.op == ExpressionOp::Has)
            return Term::known(field != nullptr);
        return Term::known(field ? some(*field) : none());
    }
    if (!term.value.map())
        return Term::failed(
            fmt::format("a {} has no field `{}`", term.value.type_name(), node.text));
    if (!spend(term.value.map()->size()))
        return exhausted();
    const Value* field = field_of(term.value, node.text);
    if (node.op == ExpressionOp::Has)
        return Term::known(field != nullptr);
    if (node.op == ExpressionOp::SelectOptional)
        return Term::known(field ? some(*field) : none());
    return field ? Term::known(*field) : Term::failed(fmt::format("no such key: `{}`", node.text));
}

// A value that was put together: it must not nest without end.
Term Evaluator::made(Value value) {
    if (depth(value) > kMaxDepth)
        return Term::failed(fmt::format("a value nests more than {} deep", kMaxDepth));
    return Term::known(std::move(value));
}

Term Evaluator::make_list(const Node& node) {
    List list;
    list.reserve(node.child_count);
    Term problem = Term::known({});
    for (std::uint32_t i = 0; i < node.child_count; ++i) {
        Term item = evaluate(node, i);
        if (!item.is_known()) {
            problem = worse(std::move(problem), std::move(item));
            continue;
        }
        const bool is_optional = i < 63 && (node.number >> i & 1) != 0;
        if (!is_optional)
            list.push_back(std::move(item.value));
        else if (const auto* optional = item.value.as<Optional>(); optional && optional->value)
            list.push_back(*optional->value);
    }
    return problem.is_known() ? made(Value(std::move(list))) : problem;
}

Term Evaluator::make_map(const Node& node) {
    Map map;
    Term problem = Term::known({});
    for (std::uint32_t i = 0; i < node.child_count; i += 2) {
        Term key = evaluate(node, i), item = evaluate(node, i + 1);
        if (!key.is_known() || !item.is_known()) {
            problem = worse(std::move(problem), worse(std::move(key), std::move(item)));
            continue;
        }
        const bool is_optional = i / 2 < 63 && (node.number >> (i / 2) & 1) != 0;
        const auto* optional = is_optional ? item.value.as<Optional>() : nullptr;
        if (optional && !optional->value)
            continue;
        if (!spend(map.size()))
            return exhausted();
        bool is_key = key.value.as<bool>() || key.value.as<std::int64_t>() ||
                      key.value.as<std::uint64_t>() || key.value.as<std::string_view>();
        if (!is_key)
            return Term::failed(fmt::format("a {} cannot be a key", key.value.type_name()));
        if (find(map, key.value))
            return Term::failed("a key stands twice in a map");
        map.emplace_back(std::move(key.value), optional ? *optional->value : std::move(item.value));
    }
    return problem.is_known() ? made(Value(std::move(map))) : problem;
}

Term Evaluator::call_function(const Node& node) {
    constexpr std::size_t kMostArguments = 4;
    if (node.child_count > kMostArguments)
        return Term::failed("a function has too many arguments");
    Value arguments[kMostArguments];
    Term problem = Term::known({});
    for (std::uint32_t i = 0; i < node.child_count; ++i) {
        Term argument = evaluate(node, i);
        if (!argument.is_known())
            problem = worse(std::move(problem), std::move(argument));
        else
            arguments[i] = std::move(argument.value);
    }
    if (!problem.is_known())
        return problem;
    std::uint64_t budget = budget_;
    auto outcome = call(node, std::span(arguments, node.child_count), arena_, budget);
    if (!spend(budget_ - budget))
        return exhausted();
    if (budget == 0 && std::holds_alternative<std::string>(outcome)) {
        exhausted_ = true;
        return exhausted();
    }
    if (auto* why = std::get_if<std::string>(&outcome))
        return Term::failed(std::move(*why));
    return made(std::move(std::get<Value>(outcome)));
}

Term Evaluator::fold(const Node& node) {
    Term range = evaluate(node, 0);
    if (!range.is_known())
        return range;
    // A macro goes over a list, or over the keys of a map.
    const List* items = range.value.list();
    List keys;
    if (const Map* map = range.value.map()) {
        for (const auto& [key, value] : *map)
            keys.push_back(key);
        items = &keys;
    }
    if (!items)
        return Term::failed(fmt::format("a macro cannot go over a {}", range.value.type_name()));
    switch (node.op) {
    case ExpressionOp::All: return fold_all(node, *items, false);
    case ExpressionOp::Exists: return fold_all(node, *items, true);
    case ExpressionOp::ExistsOne: return exists_one(node, *items);
    default: return collect(node, *items);
    }
}

Term Evaluator::fold_all(const Node& node, const List& items, bool deciding) {
    Term result = Term::known(!deciding);
    for (const Value& item : items) {
        variables_[static_cast<std::size_t>(node.number)] = item;
        Term term = evaluate(node, 1);
        if (term.is(deciding) || exhausted_)
            return term;
        if (!term.is(!deciding))
            result = worse(std::move(result), not_a_truth(term));
    }
    return result;
}

Term Evaluator::exists_one(const Node& node, const List& items) {
    std::size_t count = 0;
    Term problem = Term::known({});
    for (const Value& item : items) {
        variables_[static_cast<std::size_t>(node.number)] = item;
        Term term = evaluate(node, 1);
        if (exhausted_)
            return term;
        if (!term.is(true) && !term.is(false))
            problem = worse(std::move(problem), not_a_truth(term));
        count += term.is(true) ? 1 : 0;
    }
    return problem.is_known() ? Term::known(count == 1) : problem;
}

// Filter, and both forms of map.
Term Evaluator::collect(const Node& node, const List& items) {
    List found;
    Term problem = Term::known({});
    for (const Value& item : items) {
        variables_[static_cast<std::size_t>(node.number)] = item;
        if (node.op != ExpressionOp::Transform) {
            Term wanted = evaluate(node, 1);
            if (exhausted_)
                return wanted;
            if (!wanted.is(true) && !wanted.is(false)) {
                problem = worse(std::move(problem), not_a_truth(wanted));
                continue;
            }
            if (wanted.is(false))
                continue;
        }
        if (node.op == ExpressionOp::Filter) {
            found.push_back(item);
            continue;
        }
        Term result = evaluate(node, node.op == ExpressionOp::Transform ? 1 : 2);
        if (exhausted_)
            return result;
        if (result.is_known())
            found.push_back(std::move(result.value));
        else
            problem = worse(std::move(problem), std::move(result));
    }
    return problem.is_known() ? made(Value(std::move(found))) : problem;
}

Term Evaluator::map_optional(const Node& node) {
    Term term = evaluate(node, 0);
    if (!term.is_known())
        return term;
    const auto* optional = term.value.as<Optional>();
    if (!optional)
        return Term::failed(fmt::format("a {} is not optional", term.value.type_name()));
    if (!optional->value)
        return Term::known(none());
    variables_[static_cast<std::size_t>(node.number)] = *optional->value;
    Term result = evaluate(node, 1);
    if (!result.is_known() || node.op == ExpressionOp::OptionalFlatMap)
        return result;
    return made(some(std::move(result.value)));
}

} // namespace pemba::condition
