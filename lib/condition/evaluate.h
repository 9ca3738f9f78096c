// evaluate(): what a condition comes to for the values at hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "condition/arena.h"
#include "condition/condition.h"
#include "condition/context.h"

namespace pemba::condition {

struct Judgement {
    enum class Kind : std::uint8_t {
        False,
        True,
        Missing, ///< it depends on parameters without a value
        Error,   ///< a value is of the wrong type, or the evaluation failed
    };
    Kind kind = Kind::False;
    std::vector<std::string> missing = {}; ///< of Missing: their names, ordered
    Error error = {};                      ///< of Error: InvalidContext or ConditionFailed
};

/// Evaluates with the values of the tuple and of the request; where both have one, the tuple's
/// counts, and the other is not looked at. What is not given is unknown: the answer may be clear
/// all the same. Takes at most `max_cost` steps, each about a node visited or sixteen bytes of text
/// looked at; more is an error. Thread-safe.
[[nodiscard]] Judgement evaluate(const Condition& condition, const Context& stored,
                                 const Context& request, std::uint64_t max_cost);

/// The parameters that neither context has a value for, ordered.
[[nodiscard]] std::vector<std::string>
missing_parameters(const Condition& condition, const Context& stored, const Context& request);

/// Any expression's value, for tests of the language: nothing but the evaluation's own errors is an
/// error. Views what the contexts and the condition hold, and what `arena` is given.
[[nodiscard]] Result<Value> evaluate_to_value(const Condition& condition,
                                              const std::vector<std::optional<Value>>& arguments,
                                              std::uint64_t max_cost, Arena& arena);

/// Whether a context can be stored with a tuple: it has no values but the condition's parameters',
/// and of their types. Errors: InvalidContext.
[[nodiscard]] Result<void> validate_stored(const Condition& condition, const Context& stored);

/// The values that count, as a JSON object, ordered by name: for explanations.
[[nodiscard]] std::string merged(const Condition& condition, const Context& stored,
                                 const Context& request);

} // namespace pemba::condition
