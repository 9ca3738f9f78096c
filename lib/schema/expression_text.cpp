#include "schema/expression_text.h"

#include "base/assert.h"

namespace pemba::schema {
namespace {

bool is_operator(const RewriteNode& node) {
    return node.children.size() > 1;
}

const char* sign_of(RewriteOp op) {
    switch (op) {
    case RewriteOp::Union: return " + ";
    case RewriteOp::Intersection: return " & ";
    default: return " - ";
    }
}

// `texts` are those of the children, which come before their parent, and are used up.
std::string joined(const UsersetRewrite& rewrite, const RewriteNode& node,
                   std::vector<std::string>& texts) {
    std::string text;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const auto child = node.children[i];
        const bool same = rewrite[child].op == node.op;
        const bool brackets = is_operator(rewrite[child]) && is_operator(node) &&
                              (!same || (node.op == RewriteOp::Exclusion && i > 0));
        auto part = brackets ? "(" + texts[child] + ")" : std::move(texts[child]);
        text = i == 0 ? std::move(part) : std::move(text) + sign_of(node.op) + part;
    }
    return text;
}

} // namespace

std::string expression_text(const UsersetRewrite& rewrite) {
    std::vector<std::string> texts;
    for (const auto& node : rewrite) {
        switch (node.op) {
        case RewriteOp::This: texts.emplace_back("this"); break;
        case RewriteOp::ComputedUserset: texts.push_back(node.relation); break;
        case RewriteOp::TupleToUserset:
            texts.push_back(node.tupleset + "->" + node.relation);
            break;
        case RewriteOp::TupleToUsersetAll:
            texts.push_back(node.tupleset + ".all(" + node.relation + ")");
            break;
        case RewriteOp::Union:
        case RewriteOp::Intersection:
        case RewriteOp::Exclusion: texts.push_back(joined(rewrite, node, texts)); break;
        case RewriteOp::Self: texts.emplace_back("self"); break;
        case RewriteOp::Nil: texts.emplace_back("nil"); break;
        }
    }
    PEMBA_ASSERT(!texts.empty());
    return std::move(texts.back());
}

} // namespace pemba::schema
