// Recursive descent, as deep as kMaxNesting allows. A false from any production ends the parse: the
// fault has been reported.
#include "cel/parser.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "cel/literal.h"

namespace pemba::schema::cel {

namespace {

const std::set<std::string_view> kReservedWords{
    "as",  "break",  "const", "continue", "else",    "for",       "function",
    "if",  "import", "let",   "loop",     "package", "namespace", "return",
    "var", "void",   "while", "true",     "false",   "null",      "in"};

class Parser {
public:
    Parser(const std::vector<Token>& tokens, Sink& sink) : tokens_(tokens), sink_(sink) {}

    std::optional<Tree> run() {
        std::uint32_t root = 0;
        if (!expression(root))
            return std::nullopt;
        if (current().kind != TokenKind::End) {
            expected("an operator or the end");
            return std::nullopt;
        }
        return std::move(tree_);
    }

private:
    [[nodiscard]] const Token& current() const { return tokens_[at_]; }
    [[nodiscard]] bool at(std::string_view symbol) const {
        return current().kind == TokenKind::Symbol && current().text == symbol;
    }
    [[nodiscard]] bool at_word(std::string_view word) const {
        return current().kind == TokenKind::Name && !current().quoted && current().text == word;
    }
    bool accept(std::string_view symbol) {
        if (!at(symbol))
            return false;
        ++at_;
        return true;
    }
    bool want(std::string_view symbol, const char* where) {
        return accept(symbol) || expected("`" + std::string(symbol) + "` " + where);
    }
    bool expected(const std::string& what) {
        const Token& found = current();
        const bool at_end = found.kind == TokenKind::End;
        sink_.report(Kind::CelExpected, found.span,
                     {{"expected", what},
                      {"found", at_end ? "the end of the expression" : "`" + shown(found) + "`"}});
        return false;
    }
    static std::string shown(const Token& token) {
        constexpr std::size_t kMost = 32;
        return token.kind == TokenKind::Bytes || token.text.size() > kMost ? "…" : token.text;
    }

    bool add(TreeNode node, std::uint32_t& number) {
        for (const std::uint32_t child : node.children)
            node.depth = std::max(node.depth, tree_[child].depth + 1);
        if (node.depth > kMaxNesting) {
            sink_.report(Kind::NestingTooDeep, node.span, {{"limit", std::to_string(kMaxNesting)}});
            return false;
        }
        if (tree_.size() == kMaxNodes) {
            sink_.report(Kind::CelTooLarge, node.span, {{"limit", std::to_string(kMaxNodes)}});
            return false;
        }
        number = static_cast<std::uint32_t>(tree_.size());
        tree_.push_back(std::move(node));
        return true;
    }

    [[nodiscard]] ByteSpan span_from(std::uint32_t first) const {
        return join(tree_[first].span, tokens_[at_ - 1].span);
    }

    bool binary(std::string text, std::uint32_t& left, std::uint32_t right) {
        TreeNode node{Form::Operator, std::move(text), {left, right}};
        node.span = join(tree_[left].span, tree_[right].span);
        return add(std::move(node), left);
    }

    bool expression(std::uint32_t& out) {
        // What follows recurses about ten functions deep a level.
        if (nesting_ == kMaxNesting) {
            sink_.report(Kind::NestingTooDeep, current().span,
                         {{"limit", std::to_string(kMaxNesting)}});
            return false;
        }
        ++nesting_;
        const bool parsed = conditional(out);
        --nesting_;
        return parsed;
    }

    bool conditional(std::uint32_t& out) {
        if (!logical("||", Form::Or, out))
            return false;
        if (!accept("?"))
            return true;
        std::uint32_t then = 0, otherwise = 0;
        if (!logical("||", Form::Or, then) || !want(":", "between the two results of `?`") ||
            !expression(otherwise))
            return false;
        TreeNode node{Form::Choose, {}, {out, then, otherwise}};
        node.span = span_from(out);
        return add(std::move(node), out);
    }

    bool logical(std::string_view symbol, Form form, std::uint32_t& out) {
        const auto operand = [&](std::uint32_t& number) {
            return form == Form::Or ? logical("&&", Form::And, number) : relation(number);
        };
        if (!operand(out))
            return false;
        TreeNode node{form, {}, {out}};
        while (accept(symbol)) {
            std::uint32_t next = 0;
            if (!operand(next))
                return false;
            node.children.push_back(next);
        }
        if (node.children.size() == 1)
            return true;
        node.span = span_from(out);
        return add(std::move(node), out);
    }

    bool relation(std::uint32_t& out) {
        if (!sum(out))
            return false;
        while (true) {
            std::string symbol = at_word("in") ? "in" : relation_symbol();
            if (symbol.empty())
                return true;
            ++at_;
            std::uint32_t right = 0;
            if (!sum(right) || !binary(std::move(symbol), out, right))
                return false;
        }
    }

    [[nodiscard]] std::string relation_symbol() const {
        for (const char* symbol : {"==", "!=", "<=", ">=", "<", ">"})
            if (at(symbol))
                return symbol;
        return {};
    }

    bool sum(std::uint32_t& out) {
        if (!product(out))
            return false;
        while (at("+") || at("-")) {
            std::string symbol = tokens_[at_++].text;
            std::uint32_t right = 0;
            if (!product(right) || !binary(std::move(symbol), out, right))
                return false;
        }
        return true;
    }

    bool product(std::uint32_t& out) {
        if (!unary(out))
            return false;
        while (at("*") || at("/") || at("%")) {
            std::string symbol = tokens_[at_++].text;
            std::uint32_t right = 0;
            if (!unary(right) || !binary(std::move(symbol), out, right))
                return false;
        }
        return true;
    }

    bool unary(std::uint32_t& out) {
        const ByteSpan begin = current().span;
        const std::string symbol = at("!") ? "!" : at("-") ? "-" : "";
        if (symbol.empty())
            return member(out);
        std::size_t count = 0;
        for (; accept(symbol); ++count)
            if (symbol == "-" && current().kind == TokenKind::Int)
                return negative_literal(begin, count, out);
        if (!member(out))
            return false;
        for (; count > 0; --count) {
            TreeNode node{Form::Operator, symbol + "_", {out}};
            node.span = join(begin, tree_[out].span);
            if (!add(std::move(node), out))
                return false;
        }
        return true;
    }

    // The least int has no positive twin, so the sign belongs to the literal.
    bool negative_literal(ByteSpan begin, std::size_t signs_before, std::uint32_t& out) {
        negative_ = true;
        if (!member(out))
            return false;
        for (; signs_before > 0; --signs_before) {
            TreeNode node{Form::Operator, "-_", {out}};
            node.span = join(begin, tree_[out].span);
            if (!add(std::move(node), out))
                return false;
        }
        return true;
    }

    bool member(std::uint32_t& out) {
        if (!primary(out))
            return false;
        while (true) {
            if (accept(".")) {
                if (!field(out))
                    return false;
            } else if (accept("[")) {
                const bool optional = accept("?");
                std::uint32_t key = 0;
                if (!expression(key) || !want("]", "after the index"))
                    return false;
                TreeNode node{Form::Operator, optional ? "[?]" : "[]", {out, key}};
                node.span = span_from(out);
                if (!add(std::move(node), out))
                    return false;
            } else if (at("{")) {
                sink_.report(Kind::CelMessage, span_from(out));
                return false;
            } else {
                return true;
            }
        }
    }

    bool field(std::uint32_t& out) {
        const bool optional = accept("?");
        if (current().kind != TokenKind::Name)
            return expected("the name of a field or a function after `.`");
        TreeNode node{optional ? Form::SelectOptional : Form::Select, tokens_[at_++].text, {out}};
        const bool quoted = tokens_[at_ - 1].quoted;
        if (!optional && !quoted && accept("(")) {
            node.form = Form::Call;
            node.has_receiver = true;
            if (!arguments(node))
                return false;
        }
        node.span = span_from(out);
        return add(std::move(node), out);
    }

    bool arguments(TreeNode& call) {
        if (accept(")"))
            return true;
        do {
            std::uint32_t argument = 0;
            if (!expression(argument))
                return false;
            call.children.push_back(argument);
        } while (accept(","));
        return want(")", "after the arguments");
    }

    bool primary(std::uint32_t& out) {
        const Token& token = current();
        if (token.kind == TokenKind::Symbol) {
            if (accept("(")) {
                return expression(out) && want(")", "after `(`");
            }
            if (at("["))
                return list(out);
            if (at("{"))
                return map(out);
            if (accept(".")) // a name from the outermost scope, the only one there is
                return current().kind == TokenKind::Name ? name(out) : expected("a name after `.`");
        }
        if (token.kind == TokenKind::Name)
            return token.text == "true" || token.text == "false" || token.text == "null"
                       ? constant(out)
                       : name(out);
        if (token.kind == TokenKind::Symbol || token.kind == TokenKind::End)
            return expected("a value");
        return literal(out);
    }

    bool name(std::uint32_t& out) {
        const Token& token = current();
        if (token.quoted || kReservedWords.count(token.text) != 0)
            return expected("a value");
        TreeNode node{Form::Name, token.text};
        node.span = token.span;
        ++at_;
        if (accept("(")) {
            node.form = Form::Call;
            if (!arguments(node))
                return false;
            node.span = join(node.span, tokens_[at_ - 1].span);
        }
        return add(std::move(node), out);
    }

    bool constant(std::uint32_t& out) {
        const Token& token = tokens_[at_++];
        TreeNode node{token.text == "null" ? Form::Null : Form::Bool};
        node.number = token.text == "true" ? 1 : 0;
        node.span = token.span;
        return add(std::move(node), out);
    }

    bool literal(std::uint32_t& out) {
        const Token& token = tokens_[at_++];
        TreeNode node{Form::String};
        node.span = token.span;
        bool fits = true;
        switch (token.kind) {
        case TokenKind::Int: {
            const auto number = read_int(token.text, std::exchange(negative_, false));
            node.form = Form::Int;
            node.number = number.value_or(0);
            fits = number.has_value();
            break;
        }
        case TokenKind::Uint: {
            const auto number = read_uint(token.text);
            node.form = Form::Uint;
            node.number = static_cast<std::int64_t>(number.value_or(0));
            fits = number.has_value();
            break;
        }
        case TokenKind::Double:
            node.form = Form::Double;
            node.real = read_double(token.text).value_or(0);
            break;
        default:
            node.form = token.kind == TokenKind::Bytes ? Form::Bytes : Form::String;
            node.text = token.text;
        }
        if (!fits)
            sink_.report(Kind::CelMalformed, token.span,
                         {{"reason", "this number does not fit into 64 bits"}});
        return fits && add(std::move(node), out);
    }

    bool list(std::uint32_t& out) {
        TreeNode node{Form::List};
        const ByteSpan begin = tokens_[at_++].span;
        while (!at("]")) {
            const bool optional = accept("?");
            std::uint32_t item = 0;
            if (!mark_optional(node, node.children.size(), optional) || !expression(item))
                return false;
            node.children.push_back(item);
            if (!accept(","))
                break;
        }
        if (!want("]", "after the list"))
            return false;
        node.span = join(begin, tokens_[at_ - 1].span);
        return add(std::move(node), out);
    }

    bool map(std::uint32_t& out) {
        TreeNode node{Form::Map};
        const ByteSpan begin = tokens_[at_++].span;
        while (!at("}")) {
            const bool optional = accept("?");
            std::uint32_t key = 0, value = 0;
            if (!mark_optional(node, node.children.size() / 2, optional) || !expression(key) ||
                !want(":", "after the key") || !expression(value))
                return false;
            node.children.insert(node.children.end(), {key, value});
            if (!accept(","))
                break;
        }
        if (!want("}", "after the map"))
            return false;
        node.span = join(begin, tokens_[at_ - 1].span);
        return add(std::move(node), out);
    }

    bool mark_optional(TreeNode& node, std::size_t index, bool optional) {
        constexpr std::size_t kMost = 63; // one bit each
        if (!optional)
            return true;
        if (index >= kMost)
            return expected("an entry without `?` this far into it");
        node.number |= std::int64_t{1} << index;
        return true;
    }

    const std::vector<Token>& tokens_;
    Sink& sink_;
    std::size_t at_ = 0;
    std::uint32_t nesting_ = 0;
    bool negative_ = false; ///< the next literal
    Tree tree_;
};

} // namespace

std::optional<Tree> parse(const std::vector<Token>& tokens, Sink& sink) {
    return Parser(tokens, sink).run();
}

} // namespace pemba::schema::cel
