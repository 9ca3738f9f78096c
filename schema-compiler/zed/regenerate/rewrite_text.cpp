// Printing a rewrite with a stack of its own.
#include "zed/regenerate/rewrite_text.h"

#include <algorithm>
#include <string_view>

namespace pemba::schema::zed {

namespace {

std::string leaf_text(const ir::RewriteNode& node) {
    const auto function = [&](const char* name) {
        return node.tupleset.text + "." + name + "(" + node.relation.text + ")";
    };
    switch (node.op) {
    case ir::RewriteOp::ComputedUserset: return node.relation.text;
    case ir::RewriteOp::TupleToUserset:
        return node.written_as_function ? function("any")
                                        : node.tupleset.text + "->" + node.relation.text;
    case ir::RewriteOp::TupleToUsersetAll: return function("all");
    case ir::RewriteOp::Self: return "self";
    case ir::RewriteOp::This: return "this"; // in a picture; no text of .zed has it
    default: return "nil";
    }
}

std::string_view operator_text(ir::RewriteOp op) {
    switch (op) {
    case ir::RewriteOp::Intersection: return " & ";
    case ir::RewriteOp::Exclusion: return " - ";
    default: return " + ";
    }
}

/// Whether an operator that is an operand goes without parentheses: a union of plain operands does.
bool is_plain_union(const std::vector<ir::RewriteNode>& nodes, const ir::RewriteNode& node) {
    return node.op == ir::RewriteOp::Union &&
           std::none_of(node.children.begin(), node.children.end(),
                        [&](std::uint32_t child) { return ir::is_set_operator(nodes[child].op); });
}

} // namespace

std::string rewrite_text(const std::vector<ir::RewriteNode>& nodes, Parentheses parentheses) {
    struct Step {
        const ir::RewriteNode* node; ///< null: print `text`
        std::string_view text;
        bool is_root = false;
    };
    std::string out;
    std::vector<Step> todo{{&nodes.back(), "", true}};
    while (!todo.empty()) {
        const Step step = todo.back();
        todo.pop_back();
        if (step.node == nullptr) {
            out += step.text;
            continue;
        }
        if (!ir::is_set_operator(step.node->op)) {
            out += leaf_text(*step.node);
            continue;
        }
        const bool parenthesised = !step.is_root && (parentheses == Parentheses::Everywhere ||
                                                     !is_plain_union(nodes, *step.node));
        out += parenthesised ? "(" : "";
        todo.push_back({nullptr, parenthesised ? ")" : ""});
        const auto& children = step.node->children;
        for (std::size_t i = children.size(); i-- > 0;) {
            todo.push_back({&nodes[children[i]], ""});
            if (i > 0)
                todo.push_back({nullptr, operator_text(step.node->op)});
        }
    }
    return out;
}

} // namespace pemba::schema::zed
