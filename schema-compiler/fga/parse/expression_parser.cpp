// Recurses once a parenthesis, of which only so many nest.
#include "fga/parse/expression_parser.h"

#include "fga/parse/parse.h"

namespace pemba::schema::fga {

namespace {

bool is_operator(TokenKind kind) {
    return kind == TokenKind::Or || kind == TokenKind::And || kind == TokenKind::ButNot;
}

ir::RewriteOp rewrite_op(TokenKind kind) {
    switch (kind) {
    case TokenKind::Or: return ir::RewriteOp::Union;
    case TokenKind::And: return ir::RewriteOp::Intersection;
    default: return ir::RewriteOp::Exclusion;
    }
}

const char* word_of(TokenKind kind) {
    switch (kind) {
    case TokenKind::Or: return "or";
    case TokenKind::And: return "and";
    default: return "but not";
    }
}

} // namespace

bool ExpressionParser::run() {
    std::uint32_t root = 0;
    return expression(Direct::Allowed, 0, root);
}

bool ExpressionParser::add(ir::RewriteNode node, std::uint32_t& out) {
    out = static_cast<std::uint32_t>(relation_.rewrite.size());
    relation_.rewrite.push_back(std::move(node));
    return true;
}

bool ExpressionParser::expression(Direct direct, std::uint32_t depth, std::uint32_t& out) {
    if (!operand(direct, depth, out))
        return false;
    if (!cursor_.at(TokenKind::Blank) || !is_operator(cursor_.peek(1).kind))
        return true;
    const TokenKind operator_kind = cursor_.peek(1).kind;
    ir::RewriteNode node;
    node.op = rewrite_op(operator_kind);
    node.children = {out};
    if (!operands(operator_kind, depth, node))
        return false;
    node.span = join(relation_.rewrite[node.children.front()].span,
                     relation_.rewrite[node.children.back()].span);
    return add(std::move(node), out);
}

bool ExpressionParser::operands(TokenKind operator_kind, std::uint32_t depth,
                                ir::RewriteNode& node) {
    const char* word = word_of(operator_kind);
    while (cursor_.at(TokenKind::Blank) && is_operator(cursor_.peek(1).kind)) {
        const bool is_second = operator_kind == TokenKind::ButNot && node.children.size() == 2;
        if (cursor_.peek(1).kind != operator_kind || is_second)
            return mixed_operators(operator_kind);
        cursor_.take();
        cursor_.take();
        std::uint32_t child = 0;
        if (!cursor_.expect(TokenKind::Blank, "a blank", std::string("after `") + word + "`") ||
            !operand(Direct::Misplaced, depth, child))
            return false;
        node.children.push_back(child);
    }
    return true;
}

bool ExpressionParser::mixed_operators(TokenKind operator_kind) {
    const Token& found = cursor_.peek(1);
    sink_
        .report(Kind::MixedOperators, found.span,
                {{"operator", std::string(found.text)}, {"other", word_of(operator_kind)}})
        .hint("there is no precedence: write `(a or b) and c` or `a or (b and c)`");
    return false;
}

bool ExpressionParser::operand(Direct direct, std::uint32_t depth, std::uint32_t& out) {
    switch (cursor_.peek().kind) {
    case TokenKind::OpenBracket: return direct_types(direct, out);
    case TokenKind::OpenParenthesis: return parenthesis(direct, depth, out);
    default: break;
    }
    if (is_name(cursor_.peek().kind))
        return reference(out);
    return cursor_.wrong(direct == Direct::Allowed ? "a relation, `[` or `(`" : "a relation or `(`",
                         "in the definition of `" + relation_.name.text + "`");
}

bool ExpressionParser::parenthesis(Direct direct, std::uint32_t depth, std::uint32_t& out) {
    const ByteSpan open = cursor_.take().span;
    if (depth == kMaxNesting) {
        sink_.report(Kind::NestingTooDeep, open, {{"limit", std::to_string(kMaxNesting)}});
        return false;
    }
    cursor_.accept(TokenKind::Blank);
    if (!expression(direct, depth + 1, out))
        return false;
    cursor_.accept(TokenKind::Blank);
    if (cursor_.accept(TokenKind::CloseParenthesis))
        return true;
    return cursor_.wrong("`)`", "after what the parenthesis holds");
}

bool ExpressionParser::reference(std::uint32_t& out) {
    ir::RewriteNode node;
    node.op = ir::RewriteOp::ComputedUserset;
    if (!cursor_.expect_name("a relation", node.relation))
        return false;
    node.span = node.relation.span;
    if (cursor_.at(TokenKind::Blank) && cursor_.at(TokenKind::From, 1)) {
        cursor_.take();
        cursor_.take();
        node.op = ir::RewriteOp::TupleToUserset;
        if (!cursor_.expect(TokenKind::Blank, "a blank", "after `from`") ||
            !cursor_.expect_name("a relation", node.tupleset))
            return false;
        node.span = join(node.span, node.tupleset.span);
    }
    return add(std::move(node), out);
}

bool ExpressionParser::direct_types(Direct direct, std::uint32_t& out) {
    const ByteSpan open = cursor_.peek().span;
    if (direct == Direct::Misplaced) {
        sink_.report(Kind::TypesNotFirst, open);
        return false;
    }
    cursor_.take();
    do {
        cursor_.accept(TokenKind::Blank);
        if (!subject_type())
            return false;
        cursor_.accept(TokenKind::Blank);
    } while (cursor_.accept(TokenKind::Comma));
    const ByteSpan close = cursor_.peek().span;
    if (!cursor_.expect(TokenKind::CloseBracket, "`,` or `]`", "after a type"))
        return false;
    relation_.stored = true;
    ir::RewriteNode node;
    node.op = ir::RewriteOp::This;
    node.span = join(open, close);
    return add(std::move(node), out);
}

bool ExpressionParser::subject_type() {
    ir::SubjectType type;
    cursor_.accept(TokenKind::Newline);
    if (!cursor_.expect_name("a type", type.namespace_name))
        return false;
    ByteSpan last = type.namespace_name.span;
    if (cursor_.accept(TokenKind::Colon)) {
        last = cursor_.peek().span;
        if (!cursor_.expect(TokenKind::Star, "`*`", "after `:`"))
            return false;
        type.wildcard = true;
    } else if (cursor_.accept(TokenKind::Hash)) {
        if (!cursor_.expect_name("a relation", type.relation))
            return false;
        last = type.relation.span;
    }
    if (cursor_.at(TokenKind::Blank) && cursor_.at(TokenKind::With, 1)) {
        cursor_.take();
        cursor_.take();
        if (!cursor_.expect(TokenKind::Blank, "a blank", "after `with`") ||
            !cursor_.expect_plain_name("a condition", type.condition))
            return false;
        last = type.condition.span;
    }
    cursor_.accept(TokenKind::Newline);
    type.span = join(type.namespace_name.span, last);
    relation_.subject_types.push_back(std::move(type));
    return true;
}

} // namespace pemba::schema::fga
