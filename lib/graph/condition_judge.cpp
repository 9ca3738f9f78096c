// Looks a tuple's condition up and evaluates it.
#include "graph/condition_judge.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "condition/evaluate.h"

namespace pemba::graph {
namespace {

// What an evaluation costs at least, in terms of the budget's tuple reads.
constexpr std::uint64_t kJudgeCost = 4;

Outcome failed(Error error) {
    return {Holds::Failed, {}, std::move(error)};
}

Outcome outcome_of(condition::Judgement judgement) {
    using Kind = condition::Judgement::Kind;
    switch (judgement.kind) {
    case Kind::False: return {Holds::No, {}, {}};
    case Kind::True: return {Holds::Yes, {}, {}};
    case Kind::Missing: return {Holds::Missing, std::move(judgement.missing), {}};
    case Kind::Error: return failed(std::move(judgement.error));
    }
    PEMBA_UNREACHABLE("a Judgement outside its enumeration");
}

Error context_missing(const condition::Condition& condition,
                      const std::vector<std::string>& missing) {
    auto names = fmt::format("{}", fmt::join(missing, ", "));
    return {ErrorCode::ContextMissing,
            fmt::format("condition `{}` cannot be evaluated: the context has no value for {}",
                        condition.name(), names),
            {{"condition", std::string(condition.name())}, {"missing", names}}};
}

// In a dialect that demands every parameter, also those that would not matter.
Outcome without_all_parameters(const Snapshot& snapshot, const condition::Condition& condition,
                               std::vector<std::string> missing) {
    if (snapshot.missing_context == MissingContext::Conditional)
        return {Holds::Missing, std::move(missing), {}};
    return failed(context_missing(condition, missing));
}

ConditionOutcome::Result result_of(Holds holds) {
    switch (holds) {
    case Holds::No: return ConditionOutcome::Result::False;
    case Holds::Yes: return ConditionOutcome::Result::True;
    case Holds::Missing: return ConditionOutcome::Result::MissingContext;
    case Holds::Failed: return ConditionOutcome::Result::Failed;
    }
    PEMBA_UNREACHABLE("a Holds outside its enumeration");
}

} // namespace

Outcome judge_condition(const Snapshot& snapshot, const TupleId& tuple, storage::DetailsMark mark) {
    if (!storage::has_condition(mark))
        return {};
    auto details = snapshot.tuples.details(tuple, mark);
    snapshot.tuples.spend(kJudgeCost);
    if (snapshot.tuples.failed())
        return failed(snapshot.tuples.error());
    const auto* condition = snapshot.schema.find_condition(details.condition);
    if (!condition)
        return failed({ErrorCode::StoreCorrupt, "a tuple has a condition that is not defined", {}});
    auto stored = condition::Context::parse(details.context);
    if (!stored)
        return failed(std::move(stored).error());
    if (snapshot.schema.policy().needs_every_parameter)
        if (auto missing = condition::missing_parameters(*condition, *stored, snapshot.context);
            !missing.empty())
            return without_all_parameters(snapshot, *condition, std::move(missing));
    return outcome_of(
        condition::evaluate(*condition, *stored, snapshot.context, snapshot.max_condition_cost));
}

ConditionOutcome words_of(const Outcome& outcome, const Snapshot& snapshot,
                          const storage::TupleDetails& details) {
    ConditionOutcome words;
    words.result = result_of(outcome.holds);
    words.missing_context = outcome.missing;
    if (outcome.error)
        words.failure = outcome.error->message;
    if (const auto* condition = snapshot.schema.find_condition(details.condition)) {
        words.condition = condition->name();
        words.expression = condition->expression();
        if (auto stored = condition::Context::parse(details.context))
            words.context = condition::merged(*condition, *stored, snapshot.context);
    }
    return words;
}

} // namespace pemba::graph
