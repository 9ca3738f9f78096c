// Expressions to rewrites.
#include "zed/lower/lower_expression.h"

#include <utility>

namespace pemba::schema::zed {

namespace {

ir::Name to_ir(const Name& name) {
    return {name.text, name.span};
}

ir::RewriteOp to_ir(Operator op) {
    switch (op) {
    case Operator::Relation: return ir::RewriteOp::ComputedUserset;
    case Operator::Arrow:
    case Operator::ArrowAny: return ir::RewriteOp::TupleToUserset;
    case Operator::ArrowAll: return ir::RewriteOp::TupleToUsersetAll;
    case Operator::Union: return ir::RewriteOp::Union;
    case Operator::Intersection: return ir::RewriteOp::Intersection;
    case Operator::Exclusion: return ir::RewriteOp::Exclusion;
    case Operator::Self: return ir::RewriteOp::Self;
    case Operator::Nil:
    case Operator::Parentheses:
    case Operator::Broken: break;
    }
    return ir::RewriteOp::Nil;
}

class ExpressionLowering {
public:
    std::vector<ir::RewriteNode> run(const Expression& expression) {
        for (const ExpressionNode& node : expression.nodes)
            lowered_.push_back(lower(node));
        const std::uint32_t root = lowered_.back();
        if (!ir::is_set_operator(nodes_[root].op)) {
            ir::RewriteNode alone{ir::RewriteOp::Union, {root}};
            alone.span = nodes_[root].span;
            add(std::move(alone));
        }
        return without_absorbed();
    }

private:
    std::uint32_t add(ir::RewriteNode node) {
        nodes_.push_back(std::move(node));
        is_absorbed_.push_back(false);
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }

    std::uint32_t lower(const ExpressionNode& from) {
        if (from.op == Operator::Parentheses)
            return lowered_[from.left];
        ir::RewriteNode node;
        node.op = to_ir(from.op);
        node.span = from.span;
        if (ir::is_set_operator(node.op)) {
            absorb(node, lowered_[from.left]);
            absorb(node, lowered_[from.right]);
        } else if (ir::is_arrow(node.op)) {
            node.tupleset = to_ir(from.relation);
            node.relation = to_ir(from.target);
            node.written_as_function = from.op != Operator::Arrow;
        } else if (node.op == ir::RewriteOp::ComputedUserset) {
            node.relation = to_ir(from.relation);
        }
        return add(std::move(node));
    }

    /// Makes `child` a child of `parent`, or its children if it is the same run of operators.
    void absorb(ir::RewriteNode& parent, std::uint32_t child) {
        if (nodes_[child].op != parent.op || parent.op == ir::RewriteOp::Exclusion) {
            parent.children.push_back(child);
            return;
        }
        is_absorbed_[child] = true;
        if (parent.children.empty())
            parent.children = std::move(nodes_[child].children); // keeps long runs linear
        else
            parent.children.insert(parent.children.end(), nodes_[child].children.begin(),
                                   nodes_[child].children.end());
    }

    std::vector<ir::RewriteNode> without_absorbed() {
        std::vector<std::uint32_t> new_index(nodes_.size());
        std::vector<ir::RewriteNode> kept;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (is_absorbed_[i])
                continue;
            for (std::uint32_t& child : nodes_[i].children)
                child = new_index[child];
            new_index[i] = static_cast<std::uint32_t>(kept.size());
            kept.push_back(std::move(nodes_[i]));
        }
        return kept;
    }

    std::vector<ir::RewriteNode> nodes_;
    std::vector<bool> is_absorbed_;
    std::vector<std::uint32_t> lowered_; ///< the rewrite node of each expression node
};

/// What a reading of a surprising operator looks like: `a - (b + c)`, with `…` for what is long.
std::string reading(const Expression& expression, const ExpressionNode& node) {
    const auto side = [&](std::uint32_t index) -> std::string {
        const ExpressionNode& operand = expression.nodes[index];
        switch (operand.op) {
        case Operator::Union: return "(… + …)";
        case Operator::Relation: return operand.relation.text;
        default: return "…";
        }
    };
    const char* sign = node.op == Operator::Intersection ? " & " : " - ";
    return side(node.left) + sign + side(node.right);
}

/// Parentheses around the sides of an operator that are asked for.
Report::Fix parentheses_around(const Expression& expression, const ExpressionNode& node, bool left,
                               bool right) {
    Report::Fix fix{"write the parentheses that this reading has", {}};
    const auto add = [&](std::uint32_t side) {
        const ByteSpan span = expression.nodes[side].span;
        fix.edits.push_back({{span.begin, span.begin}, "("});
        fix.edits.push_back({{span.end, span.end}, ")"});
    };
    if (left)
        add(node.left);
    if (right)
        add(node.right);
    return fix;
}

} // namespace

std::vector<ir::RewriteNode> lower_expression(const Expression& expression) {
    if (expression.is_broken())
        return {};
    return ExpressionLowering().run(expression);
}

void warn_of_surprising_precedence(const Expression& expression, Sink& sink) {
    const auto is_union = [&](std::uint32_t index) {
        return expression.nodes[index].op == Operator::Union;
    };
    for (const ExpressionNode& node : expression.nodes) {
        const bool right = (node.op == Operator::Intersection || node.op == Operator::Exclusion) &&
                           is_union(node.right);
        const bool left = node.op == Operator::Intersection && is_union(node.left);
        if (!left && !right)
            continue;
        const ExpressionNode& surprising = expression.nodes[right ? node.right : node.left];
        sink.report(Kind::SurprisingPrecedence, surprising.span,
                    {{"operator", node.op == Operator::Intersection ? "&" : "-"},
                     {"reading", reading(expression, node)}})
            .hint("write the parentheses that you mean")
            .fix([&] { return parentheses_around(expression, node, left, right); });
    }
}

} // namespace pemba::schema::zed
