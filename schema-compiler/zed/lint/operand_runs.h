// OperandRuns: what an expression joins, with equal operands known as equal.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Operands with one Meaning are the same set: the order of operands and parentheses do not count.
using Meaning = std::uint32_t;

/// A run of `+`, or of `&`, taken together with its parenthesised parts: `a + (b + c)` is one.
struct OperandRun {
    Operator op = Operator::Union;
    std::vector<std::uint32_t> operands; ///< nodes in the order of the text
};

/// Views an expression that must outlive it and is not broken. Building is O(nodes · log nodes).
class OperandRuns {
public:
    explicit OperandRuns(const Expression& expression);

    [[nodiscard]] const std::vector<OperandRun>& all() const { return runs_; }

    /// The node inside of parentheses.
    [[nodiscard]] std::uint32_t inside(std::uint32_t node) const { return inside_[node]; }
    /// Of a node that is an operand: of a run, of `-`, or the whole expression.
    [[nodiscard]] Meaning meaning(std::uint32_t node) const { return meanings_[inside_[node]]; }
    /// The operands of a node's run, or the node alone if it is none of that operator.
    [[nodiscard]] std::vector<std::uint32_t> operands(std::uint32_t node, Operator op) const;
    /// The binary node that a node is the left or right side of; the node itself if of none.
    [[nodiscard]] std::uint32_t parent(std::uint32_t node) const { return parents_[node]; }

private:
    using Structure = std::pair<Operator, std::vector<std::string>>;

    void read(std::uint32_t node);
    void take_operands(std::uint32_t side, OperandRun& run);
    void close(std::uint32_t node);
    void set_meaning(std::uint32_t node, Structure structure);

    const Expression& expression_;
    std::vector<OperandRun> runs_;
    std::vector<OperandRun> open_; ///< by node: the run that may still grow
    std::vector<std::uint32_t> run_of_;
    std::vector<std::uint32_t> inside_, parents_;
    std::vector<Meaning> meanings_;
    std::map<Structure, Meaning> known_;
};

} // namespace pemba::schema::zed
