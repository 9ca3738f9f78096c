// Evaluator: walks the nodes of one expression, with what is unknown and what fails beside values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "condition/arena.h"
#include "condition/condition.h"

namespace pemba::condition {

/// What a node comes to: a value; or it depends on parameters without one; or it failed. What is
/// missing goes before what failed, since with it the failure may not come about.
struct Term {
    enum class State : std::uint8_t { Known, Unknown, Failed };
    State state = State::Known;
    Value value = {};
    std::uint64_t missing = 0; ///< of Unknown: parameters, a bit each
    std::string failure = {};  ///< of Failed

    static Term known(Value value) { return {State::Known, std::move(value)}; }
    static Term unknown(std::uint64_t missing) { return {State::Unknown, {}, missing}; }
    static Term failed(std::string why) { return {State::Failed, {}, 0, std::move(why)}; }

    [[nodiscard]] bool is_known() const { return state == State::Known; }
    [[nodiscard]] bool is(bool wanted) const {
        const auto* truth = is_known() ? value.as<bool>() : nullptr;
        return truth && *truth == wanted;
    }
};

class Evaluator {
public:
    /// `arguments` has an entry a parameter, nothing where none is given. All outlive the
    /// evaluator.
    Evaluator(const Condition& condition, const std::vector<std::optional<Value>>& arguments,
              std::uint64_t max_cost, Arena& arena)
        : condition_(condition), arguments_(arguments), budget_(max_cost), arena_(arena),
          variables_(condition.variables()) {}

    [[nodiscard]] Term run() { return evaluate(condition_.root()); }
    [[nodiscard]] bool is_exhausted() const { return exhausted_; }

private:
    // Recurses as deep as the expression nests, which Condition limits.
    Term evaluate(const Node& node);
    Term evaluate(const Node& parent, std::uint32_t child) {
        return evaluate(condition_.child(parent, child));
    }
    Term logical(const Node& node, bool deciding);
    Term choose(const Node& node);
    Term select(const Node& node);
    Term make_list(const Node& node);
    Term make_map(const Node& node);
    Term call_function(const Node& node);
    Term fold(const Node& node);
    Term fold_all(const Node& node, const List& items, bool deciding);
    Term exists_one(const Node& node, const List& items);
    Term collect(const Node& node, const List& items);
    Term map_optional(const Node& node);
    Term made(Value value);
    bool spend(std::uint64_t cost);
    static Term exhausted() { return Term::failed("the evaluation costs more than its limit"); }

    const Condition& condition_;
    const std::vector<std::optional<Value>>& arguments_;
    std::uint64_t budget_;
    bool exhausted_ = false;
    Arena& arena_;
    std::vector<Value> variables_;
};

} // namespace pemba::condition
