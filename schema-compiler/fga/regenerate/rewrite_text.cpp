// Children come before parents, so that one pass joins the texts.
#include "fga/regenerate/rewrite_text.h"

#include <algorithm>

namespace pemba::schema::fga {

namespace {

struct Piece {
    std::string text;
    bool has_types = false; ///< it begins with types in brackets
    bool is_operator = false;
};

std::string types_text(const ir::Relation& relation) {
    std::string text = "[";
    for (const ir::SubjectType& type : relation.subject_types)
        text += (text.size() == 1 ? "" : ", ") + to_text(type);
    return text + "]";
}

const char* word_of(ir::RewriteOp op) {
    switch (op) {
    case ir::RewriteOp::Union: return " or ";
    case ir::RewriteOp::Intersection: return " and ";
    default: return " but not ";
    }
}

/// Nothing if there are types that cannot come first.
std::optional<Piece> joined(const ir::RewriteNode& node, std::vector<Piece>& pieces) {
    std::vector<Piece*> operands;
    for (const std::uint32_t child : node.children)
        operands.push_back(&pieces[child]);
    if (node.op != ir::RewriteOp::Exclusion)
        std::stable_partition(operands.begin(), operands.end(),
                              [](const Piece* piece) { return piece->has_types; });
    Piece out{{}, operands.front()->has_types, operands.size() > 1};
    for (const Piece* operand : operands) {
        if (operand != operands.front() && operand->has_types)
            return std::nullopt;
        out.text += operand == operands.front() ? "" : word_of(node.op);
        out.text += operand->is_operator ? "(" + operand->text + ")" : operand->text;
    }
    return out;
}

} // namespace

std::optional<std::string> rewrite_text(const ir::Relation& relation) {
    std::vector<Piece> pieces;
    for (const ir::RewriteNode& node : relation.rewrite) {
        switch (node.op) {
        case ir::RewriteOp::This: pieces.push_back({types_text(relation), true}); break;
        case ir::RewriteOp::ComputedUserset: pieces.push_back({node.relation.text}); break;
        case ir::RewriteOp::TupleToUserset:
            pieces.push_back({node.relation.text + " from " + node.tupleset.text});
            break;
        case ir::RewriteOp::Union:
        case ir::RewriteOp::Intersection:
        case ir::RewriteOp::Exclusion: {
            auto piece = joined(node, pieces);
            if (!piece)
                return std::nullopt;
            pieces.push_back(*std::move(piece));
            break;
        }
        case ir::RewriteOp::TupleToUsersetAll:
        case ir::RewriteOp::Self:
        case ir::RewriteOp::Nil: return std::nullopt;
        }
    }
    return std::move(pieces.back().text);
}

} // namespace pemba::schema::fga
