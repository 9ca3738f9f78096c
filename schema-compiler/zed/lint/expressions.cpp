// The rules on operands and parentheses.
#include "zed/lint/expressions.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "zed/lint/operand_runs.h"

namespace pemba::schema::zed {

namespace {

class ExpressionLint {
public:
    ExpressionLint(const Definition& definition, const Permission& permission, const Source& source,
                   Sink& sink)
        : definition_(definition), permission_(permission), nodes_(permission.expression.nodes),
          source_(source), sink_(sink), runs_(permission.expression),
          root_(runs_.inside(static_cast<std::uint32_t>(nodes_.size() - 1))) {}

    void run() {
        for (const OperandRun& run : runs_.all())
            warn_of_duplicates(run);
        for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
            if (is_permission_itself(node))
                warn_of_itself(node);
            if (nodes_[node].op == Operator::Exclusion)
                warn_of_nothing_left(nodes_[node]);
            if (nodes_[node].op == Operator::Parentheses)
                warn_of_parentheses(node);
        }
    }

private:
    void warn_of_duplicates(const OperandRun& run) {
        std::unordered_map<Meaning, std::uint32_t> first;
        for (const std::uint32_t operand : run.operands) {
            const auto [entry, is_new] = first.try_emplace(runs_.meaning(operand), operand);
            if (is_new || is_permission_itself(runs_.inside(operand)))
                continue;
            sink_
                .report(Kind::DuplicateOperand, nodes_[operand].span,
                        {{"operator", run.op == Operator::Union ? "+" : "&"}})
                .label(nodes_[entry->second].span, "it stands here already")
                .fix([&] { return removing(operand); });
        }
    }

    void warn_of_itself(std::uint32_t node) {
        sink_
            .report(Kind::PermissionReferencesItself, nodes_[node].span,
                    {{"permission_name", permission_.name.text}})
            .fix([&] { return adds_nothing(node) ? removing(outside(node)) : std::nullopt; });
    }

    /// Whoever is in a union is in one of its operands, in an intersection in all, and in `a - b`
    /// is in `a`.
    void warn_of_nothing_left(const ExpressionNode& exclusion) {
        const std::uint32_t left = runs_.inside(exclusion.left);
        std::set<Meaning> taken{runs_.meaning(exclusion.right)};
        for (const std::uint32_t operand : runs_.operands(exclusion.right, Operator::Union))
            taken.insert(runs_.meaning(operand));
        const auto is_taken = [&](std::uint32_t node) {
            return taken.contains(runs_.meaning(node));
        };
        const auto all = runs_.operands(left, Operator::Union);
        const auto any = runs_.operands(left, Operator::Intersection);
        if (is_taken(left) || std::all_of(all.begin(), all.end(), is_taken) ||
            std::any_of(any.begin(), any.end(), is_taken))
            sink_.report(Kind::ExclusionLeavesNothing, exclusion.span);
    }

    /// Those around a single operand, around other parentheses, and around all.
    void warn_of_parentheses(std::uint32_t index) {
        const ExpressionNode& node = nodes_[index];
        const bool is_binary = nodes_[node.left].operator_span != ByteSpan{};
        const bool is_whole = index + 1 == nodes_.size();
        // On several lines they make the end of the expression plain, to other readers too.
        if ((is_binary && !is_whole) ||
            source_.slice(node.span).find('\n') != std::string_view::npos)
            return;
        const ByteSpan open{node.span.begin, node.span.begin + 1};
        const ByteSpan close{node.span.end - 1, node.span.end};
        sink_.report(Kind::RedundantParentheses, node.span).fix([&] {
            return Report::Fix{"remove the parentheses", {{open, ""}, {close, ""}}};
        });
    }

    /// Whether the permission is one of the operands that it is the union of.
    [[nodiscard]] bool adds_nothing(std::uint32_t itself) const {
        const std::vector<std::uint32_t> operands = runs_.operands(root_, Operator::Union);
        return std::any_of(operands.begin(), operands.end(),
                           [&](std::uint32_t operand) { return runs_.inside(operand) == itself; });
    }

    [[nodiscard]] bool is_permission_itself(std::uint32_t node) const {
        return nodes_[node].op == Operator::Relation &&
               nodes_[node].relation.text == permission_.name.text;
    }

    /// The outermost parentheses around a node that hold nothing else, or the node.
    [[nodiscard]] std::uint32_t outside(std::uint32_t node) const {
        while (node + 1 < nodes_.size() && nodes_[node + 1].op == Operator::Parentheses &&
               nodes_[node + 1].left == node)
            ++node;
        return node;
    }

    /// Removes an operand with the operator beside it; nothing where that could lose a comment, or
    /// leave a mere other name of a permission, which may close a circle.
    [[nodiscard]] std::optional<Report::Fix> removing(std::uint32_t operand) const {
        const ExpressionNode& parent = nodes_[runs_.parent(operand)];
        const ByteSpan span = nodes_[operand].span;
        const ByteSpan gap = parent.right == operand
                                 ? ByteSpan{nodes_[parent.left].span.end, span.end}
                                 : ByteSpan{span.begin, nodes_[parent.right].span.begin};
        const bool has_comment = source_.slice(gap).find('/') != std::string_view::npos;
        if (has_comment || !stays_more_than_a_name())
            return std::nullopt;
        return Report::Fix{"remove `" + std::string(source_.slice(span)) + "`", {{gap, ""}}};
    }

    /// Whether the expression without its repetitions, and without itself, is more than the name of
    /// another permission.
    [[nodiscard]] bool stays_more_than_a_name() const {
        std::unordered_map<Meaning, std::uint32_t> distinct;
        for (const std::uint32_t operand : runs_.operands(root_, nodes_[root_].op))
            if (!is_permission_itself(runs_.inside(operand)))
                distinct.try_emplace(runs_.meaning(operand), runs_.inside(operand));
        if (distinct.size() != 1)
            return !distinct.empty();
        const ExpressionNode& only = nodes_[distinct.begin()->second];
        return only.op != Operator::Relation || is_stored(only.relation.text);
    }

    [[nodiscard]] bool is_stored(const std::string& name) const {
        return std::any_of(definition_.members.begin(), definition_.members.end(),
                           [&](const Member& member) {
                               const auto* relation = std::get_if<Relation>(&member.value);
                               return relation != nullptr && relation->name.text == name;
                           });
    }

    const Definition& definition_;
    const Permission& permission_;
    const std::vector<ExpressionNode>& nodes_;
    const Source& source_;
    Sink& sink_;
    const OperandRuns runs_;
    const std::uint32_t root_;
};

} // namespace

void lint_expression(const Definition& definition, const Permission& permission,
                     const Source& source, Sink& sink) {
    ExpressionLint(definition, permission, source, sink).run();
}

} // namespace pemba::schema::zed
