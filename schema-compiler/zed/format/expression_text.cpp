// Printing an expression in the order of its words.
#include "zed/format/expression_text.h"

namespace pemba::schema::zed {

namespace {

std::string leaf_text(const ExpressionNode& node) {
    const auto function = [&](const char* name) {
        return node.relation.text + "." + name + "(" + node.target.text + ")";
    };
    switch (node.op) {
    case Operator::Arrow: return node.relation.text + "->" + node.target.text;
    case Operator::ArrowAny: return function("any");
    case Operator::ArrowAll: return function("all");
    default: return node.relation.text; // nil and self as they were written
    }
}

std::string operator_text(const ExpressionNode& node) {
    const std::string sign = node.op == Operator::Union          ? " +"
                             : node.op == Operator::Intersection ? " &"
                                                                 : " -";
    return sign + (node.line_break ? "\n\t\t" : " ");
}

} // namespace

std::string expression_text(const Expression& expression) {
    struct Step {
        const ExpressionNode* node; ///< null: print `text`
        std::string text;
    };
    std::string out;
    std::vector<Step> todo{{&expression.nodes.back(), ""}};
    while (!todo.empty()) {
        const Step step = std::move(todo.back());
        todo.pop_back();
        if (step.node == nullptr) {
            out += step.text;
        } else if (step.node->op == Operator::Parentheses) {
            todo.push_back({nullptr, ")"});
            todo.push_back({&expression.nodes[step.node->left], ""});
            todo.push_back({nullptr, "("});
        } else if (step.node->operator_span == ByteSpan{}) {
            out += leaf_text(*step.node);
        } else {
            todo.push_back({&expression.nodes[step.node->right], ""});
            todo.push_back({nullptr, operator_text(*step.node)});
            todo.push_back({&expression.nodes[step.node->left], ""});
        }
    }
    return out;
}

} // namespace pemba::schema::zed
