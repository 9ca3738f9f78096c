// Expressions by operator precedence: `+` binds tightest, then `&`, then `-`; all to the left. Two
// stacks of operands and operators, no recursion.
#include "zed/parse/parser.h"

namespace pemba::schema::zed {

class ExpressionParser {
public:
    explicit ExpressionParser(Parser& parser) : p_(parser) {}

    Expression run() {
        while (read_operand()) {
            if (!read_closing_parentheses())
                return {};
            if (!read_operator())
                return finish();
        }
        return {};
    }

private:
    /// An operator that waits for its right operand, or an open parenthesis.
    struct Pending {
        Operator op;
        ByteSpan span;
        bool line_break = false;
    };

    static int precedence(Operator op) {
        switch (op) {
        case Operator::Union: return 3;
        case Operator::Intersection: return 2;
        case Operator::Exclusion: return 1;
        default: return 0; // an open parenthesis
        }
    }

    static Operator binary_operator(TokenKind kind) {
        switch (kind) {
        case TokenKind::Plus: return Operator::Union;
        case TokenKind::Ampersand: return Operator::Intersection;
        case TokenKind::Minus: return Operator::Exclusion;
        default: return Operator::Broken;
        }
    }

    bool read_operand() {
        while (p_.at(TokenKind::LeftParenthesis))
            if (!open_parenthesis())
                return false;
        if (!p_.at(TokenKind::Identifier) && !p_.at(TokenKind::Nil)) {
            if (!p_.reject_malformed_token())
                p_.sink_.report(Kind::ExpectedExpression, p_.missing_span(),
                                {{"where", "after " + describe(p_.previous(), p_.source_)},
                                 {"found", p_.found()}});
            return false;
        }
        ExpressionNode node;
        node.op = p_.at(TokenKind::Nil)           ? Operator::Nil
                  : p_.at_feature("self", "self") ? Operator::Self
                                                  : Operator::Relation;
        node.relation = node.op == Operator::Relation ? p_.expect_name("a relation or permission")
                                                      : read_word();
        node.span = node.relation.span;
        return !node.relation.text.empty() && read_arrow(node) && push(std::move(node));
    }

    Name read_word() {
        const Token& token = p_.advance();
        return {p_.text(token), token.span};
    }

    bool open_parenthesis() {
        if (++open_ > kMaxNesting) {
            p_.sink_.report(Kind::NestingTooDeep, p_.current().span,
                            {{"limit", std::to_string(kMaxNesting)}});
            return false;
        }
        pending_.push_back({Operator::Parentheses, p_.advance().span});
        return true;
    }

    bool push(ExpressionNode node) {
        expression_.nodes.push_back(std::move(node));
        operands_.push_back(static_cast<std::uint32_t>(expression_.nodes.size() - 1));
        return true;
    }

    /// An arrow after the operand `node`, which then becomes the arrow.
    bool read_arrow(ExpressionNode& node) {
        if (!p_.at(TokenKind::Arrow) && !p_.at(TokenKind::Dot))
            return true;
        if (node.op != Operator::Relation)
            return reject_arrow(node);
        if (!(p_.accept(TokenKind::Arrow) ? read_arrow_target(node) : read_arrow_function(node)))
            return false;
        node.span = join(node.span, p_.previous().span);
        return reject_nested_arrow();
    }

    bool read_arrow_target(ExpressionNode& node) {
        node.op = Operator::Arrow;
        node.target = p_.expect_name("a relation or permission");
        return !node.target.text.empty();
    }

    bool read_arrow_function(ExpressionNode& node) {
        p_.advance();
        const Name function = p_.expect_name("a function");
        if (function.text.empty())
            return false;
        if (function.text != "any" && function.text != "all") {
            p_.sink_.report(Kind::UnknownArrowFunction, function.span,
                            {{"function", function.text}});
            return false;
        }
        node.op = function.text == "any" ? Operator::ArrowAny : Operator::ArrowAll;
        if (!p_.expect(TokenKind::LeftParenthesis, "`(`", "after `" + function.text + "`"))
            return false;
        node.target = p_.expect_name("a relation or permission");
        return !node.target.text.empty() &&
               p_.expect(TokenKind::RightParenthesis, "`)`", "after `" + node.target.text + "`");
    }

    bool reject_arrow(const ExpressionNode& left) {
        const std::string found = left.op == Operator::Parentheses ? std::string("parentheses")
                                                                   : "`" + left.relation.text + "`";
        p_.sink_.report(Kind::ArrowLeftSide, left.span, {{"found", found}})
            .hint("give it a name of its own as a relation, or walk each relation: `a->c + b->c`");
        return false;
    }

    bool reject_nested_arrow() {
        if (!p_.at(TokenKind::Arrow) && !p_.at(TokenKind::Dot))
            return true;
        p_.sink_.report(Kind::NestedArrow, p_.current().span)
            .hint("give the first arrow a name: a permission on the objects it reaches");
        return false;
    }

    bool read_closing_parentheses() {
        while (open_ > 0 && p_.at(TokenKind::RightParenthesis)) {
            reduce(1);
            ExpressionNode node;
            node.op = Operator::Parentheses;
            node.left = operands_.back();
            node.span = join(pending_.back().span, p_.advance().span);
            operands_.pop_back();
            pending_.pop_back();
            --open_;
            if (!read_arrow(node))
                return false;
            push(std::move(node));
        }
        return true;
    }

    /// False at the end of the expression.
    bool read_operator() {
        const Operator op = binary_operator(p_.current().kind);
        if (op == Operator::Broken)
            return false;
        reduce(precedence(op));
        const bool leads_line = p_.current().on_new_line;
        const ByteSpan span = p_.advance().span;
        pending_.push_back({op, span, leads_line || p_.current().on_new_line});
        return true;
    }

    /// Builds the nodes of all waiting operators that bind at least this tightly.
    void reduce(int least) {
        while (!pending_.empty() && precedence(pending_.back().op) >= least) {
            ExpressionNode node;
            node.op = pending_.back().op;
            node.operator_span = pending_.back().span;
            node.line_break = pending_.back().line_break;
            node.right = operands_.back();
            operands_.pop_back();
            node.left = operands_.back();
            operands_.pop_back();
            node.span = join(expression_.nodes[node.left].span, expression_.nodes[node.right].span);
            pending_.pop_back();
            push(std::move(node));
        }
    }

    Expression finish() {
        reduce(1);
        if (pending_.empty())
            return std::move(expression_);
        p_.sink_.report(Kind::UnclosedParenthesis, pending_.back().span);
        return {};
    }

    Parser& p_;
    Expression expression_;
    std::vector<std::uint32_t> operands_;
    std::vector<Pending> pending_;
    std::size_t open_ = 0;
};

Expression parse_expression(Parser& parser) {
    return ExpressionParser(parser).run();
}

} // namespace pemba::schema::zed
