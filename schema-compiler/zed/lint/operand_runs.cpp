// One pass from the leaves to the root; a run is closed where something else takes it.
#include "zed/lint/operand_runs.h"

#include <algorithm>

namespace pemba::schema::zed {

namespace {

bool is_run(Operator op) {
    return op == Operator::Union || op == Operator::Intersection;
}

bool is_binary(Operator op) {
    return is_run(op) || op == Operator::Exclusion;
}

constexpr std::uint32_t kNoRun = static_cast<std::uint32_t>(-1);

} // namespace

OperandRuns::OperandRuns(const Expression& expression) : expression_(expression) {
    const std::size_t size = expression.nodes.size();
    open_.resize(size);
    run_of_.assign(size, kNoRun);
    meanings_.resize(size);
    for (std::uint32_t node = 0; node < size; ++node)
        read(node);
    close(static_cast<std::uint32_t>(size - 1));
}

void OperandRuns::read(std::uint32_t index) {
    const ExpressionNode& node = expression_.nodes[index];
    inside_.push_back(node.op == Operator::Parentheses ? inside_[node.left] : index);
    parents_.push_back(index);
    if (is_binary(node.op))
        parents_[node.left] = parents_[node.right] = index;
    if (is_run(node.op)) {
        open_[index].op = node.op;
        take_operands(node.left, open_[index]);
        take_operands(node.right, open_[index]);
    } else if (node.op == Operator::Exclusion) {
        close(node.left);
        close(node.right);
        set_meaning(
            index,
            {node.op, {std::to_string(meaning(node.left)), std::to_string(meaning(node.right))}});
    } else if (node.op != Operator::Parentheses) {
        const bool is_any = node.op == Operator::ArrowAny; // the same as `->`
        set_meaning(index,
                    {is_any ? Operator::Arrow : node.op, {node.relation.text, node.target.text}});
    }
}

/// Adds a side to a run: the operands of the same run in it, taken over without a copy on the left,
/// which keeps long runs linear.
void OperandRuns::take_operands(std::uint32_t side, OperandRun& run) {
    OperandRun& inner = open_[inside_[side]];
    if (expression_.nodes[inside_[side]].op != run.op) {
        close(side);
        run.operands.push_back(side);
    } else if (run.operands.empty()) {
        run.operands = std::move(inner.operands);
    } else {
        run.operands.insert(run.operands.end(), inner.operands.begin(), inner.operands.end());
        inner.operands.clear();
    }
}

/// Ends the run at a node, if it is one.
void OperandRuns::close(std::uint32_t node) {
    node = inside_[node];
    const Operator op = expression_.nodes[node].op;
    if (!is_run(op))
        return;
    std::vector<std::string> meanings;
    for (const std::uint32_t operand : open_[node].operands)
        meanings.push_back(std::to_string(meaning(operand)));
    std::sort(meanings.begin(), meanings.end());
    meanings.erase(std::unique(meanings.begin(), meanings.end()), meanings.end());
    set_meaning(node, {op, std::move(meanings)});
    run_of_[node] = static_cast<std::uint32_t>(runs_.size());
    runs_.push_back(std::move(open_[node]));
}

void OperandRuns::set_meaning(std::uint32_t node, Structure structure) {
    meanings_[node] =
        known_.try_emplace(std::move(structure), static_cast<Meaning>(known_.size())).first->second;
}

std::vector<std::uint32_t> OperandRuns::operands(std::uint32_t node, Operator op) const {
    const std::uint32_t run = run_of_[inside_[node]];
    if (run == kNoRun || runs_[run].op != op)
        return {node};
    return runs_[run].operands;
}

} // namespace pemba::schema::zed
