// A file, declaration by declaration: each begins on a line of its own.
#include "fga/parse/parse.h"

#include <map>

#include "fga/parse/expression_parser.h"
#include "fga/parse/expression_text.h"

namespace pemba::schema::fga {

namespace {

class Parser {
public:
    Parser(const TokenList& list, Sink& sink) : list_(list), sink_(sink), cursor_(list, sink) {}

    File run() {
        cursor_.accept(TokenKind::Blank);
        cursor_.accept(TokenKind::Newline);
        if (!header())
            return std::move(file_);
        (void)comments(); // those of the header
        while (!cursor_.at(TokenKind::End)) {
            if (!end_of_line() || !declaration())
                skip_to_declaration();
        }
        return std::move(file_);
    }

private:
    using Names = std::map<std::string, ByteSpan>;

    bool header() {
        if (cursor_.accept(TokenKind::Module)) {
            return cursor_.expect(TokenKind::Blank, "a blank and a name", "after `module`") &&
                   cursor_.expect_name("a module", file_.module.emplace());
        }
        if (!cursor_.expect(TokenKind::Model, "`model` or `module`", "at the start") ||
            !cursor_.expect(TokenKind::Newline, "the end of the line", "after `model`") ||
            !cursor_.expect(TokenKind::Schema, "`schema`", "under `model`") ||
            !cursor_.expect(TokenKind::Blank, "a blank and a version", "after `schema`"))
            return false;
        const Token& version = cursor_.peek();
        file_.version = {std::string(version.text), version.span};
        return cursor_.expect(TokenKind::Version, "a version such as `1.1`", "after `schema`");
    }

    bool end_of_line() {
        return cursor_.expect(TokenKind::Newline, "the end of the line", "after a declaration");
    }

    bool declaration() {
        const TokenKind kind = cursor_.peek().kind;
        const bool may_be_type = file_.conditions.empty();
        if (kind == TokenKind::End)
            return true;
        if (kind == TokenKind::Condition)
            return condition();
        if (may_be_type && (kind == TokenKind::Type || kind == TokenKind::Extend))
            return type();
        return cursor_.wrong(may_be_type ? "`type` or `condition`" : "`condition`",
                             may_be_type ? "at the start of a declaration"
                                         : "after the first one, types come before");
    }

    // What follows a fault is looked at again from the next declaration on.
    void skip_to_declaration() {
        while (!cursor_.at(TokenKind::End)) {
            cursor_.skip_line();
            const TokenKind next = cursor_.peek(1).kind;
            if (next == TokenKind::Type || next == TokenKind::Extend ||
                next == TokenKind::Condition)
                return;
            cursor_.take();
        }
    }

    bool type() {
        ir::NamespaceConfig config;
        config.comments = comments();
        const bool extends = cursor_.accept(TokenKind::Extend);
        if ((extends && !cursor_.expect(TokenKind::Blank, "a blank", "after `extend`")) ||
            !cursor_.expect(TokenKind::Type, "`type`", "after `extend`") ||
            !cursor_.expect(TokenKind::Blank, "a blank and a name", "after `type`") ||
            !cursor_.expect_name("a type", config.name))
            return false;
        const bool fits = relations(config);
        if (!extends)
            file_.types.push_back(std::move(config));
        else if (may_extend(config.name))
            file_.extensions.push_back(std::move(config));
        return fits;
    }

    bool may_extend(const ir::Name& name) {
        if (!file_.module) {
            sink_.report(Kind::ExtendOutsideModule, name.span);
            return false;
        }
        const auto [first, is_new] = extended_.try_emplace(name.text, name.span);
        if (!is_new)
            sink_.report(Kind::RepeatedExtension, name.span, {{"definition_name", name.text}})
                .label(first->second, "the first time");
        return is_new;
    }

    bool relations(ir::NamespaceConfig& config) {
        if (!cursor_.at(TokenKind::Newline) || !cursor_.at(TokenKind::Relations, 1))
            return true;
        cursor_.take();
        cursor_.take();
        Names declared;
        do {
            if (!end_of_line() || !relation(config, declared)) {
                cursor_.skip_line();
                if (!cursor_.at(TokenKind::Define, 1))
                    return false;
            }
        } while (cursor_.at(TokenKind::Newline) && cursor_.at(TokenKind::Define, 1));
        return true;
    }

    bool relation(ir::NamespaceConfig& config, Names& declared) {
        ir::Relation relation;
        relation.comments = comments();
        if (!cursor_.expect(TokenKind::Define, "`define`", "under `relations`") ||
            !cursor_.expect(TokenKind::Blank, "a blank and a name", "after `define`") ||
            !cursor_.expect_name("a relation", relation.name))
            return false;
        cursor_.accept(TokenKind::Blank);
        if (!cursor_.expect(TokenKind::Colon, "`:`", "after a relation's name"))
            return false;
        cursor_.accept(TokenKind::Blank);
        if (!ExpressionParser(cursor_, sink_, relation).run())
            return false;
        add_inner_comments(relation.comments);
        const auto [first, is_new] = declared.try_emplace(relation.name.text, relation.name.span);
        if (is_new)
            config.relations.push_back(std::move(relation));
        else
            sink_
                .report(Kind::DuplicateRelation, relation.name.span,
                        {{"definition_name", config.name.text},
                         {"relation_or_permission_name", relation.name.text}})
                .label(first->second, "the first time");
        return true;
    }

    bool condition() {
        ir::Condition condition;
        condition.comments = comments();
        cursor_.take();
        if (!cursor_.expect(TokenKind::Blank, "a blank and a name", "after `condition`") ||
            !cursor_.expect_plain_name("a condition", condition.name) ||
            !parameters(condition.parameters))
            return false;
        cursor_.accept(TokenKind::Blank);
        if (!cursor_.expect(TokenKind::OpenBrace, "`{`", "after the parameters"))
            return false;
        add_inner_comments(condition.comments);
        set_expression(cursor_.take(), condition);
        (void)comments(); // those of the expression
        if (!cursor_.expect(TokenKind::CloseBrace, "`}`", "after the expression"))
            return false;
        const auto [first, is_new] =
            conditions_.try_emplace(condition.name.text, condition.name.span);
        if (is_new)
            file_.conditions.push_back(std::move(condition));
        else
            sink_
                .report(Kind::DuplicateDefinition, condition.name.span,
                        {{"definition_name", condition.name.text}})
                .label(first->second, "the first time");
        return true;
    }

    bool parameters(std::vector<ir::Parameter>& out) {
        cursor_.accept(TokenKind::Blank);
        if (!cursor_.expect(TokenKind::OpenParenthesis, "`(`", "after a condition's name"))
            return false;
        do {
            cursor_.accept(TokenKind::Blank);
            cursor_.accept(TokenKind::Newline);
            if (!parameter(out.emplace_back()))
                return false;
            cursor_.accept(TokenKind::Blank);
        } while (cursor_.accept(TokenKind::Comma));
        cursor_.accept(TokenKind::Newline);
        return cursor_.expect(TokenKind::CloseParenthesis, "`,` or `)`", "after a parameter");
    }

    bool parameter(ir::Parameter& out) {
        if (!cursor_.expect_plain_name("a parameter", out.name))
            return false;
        cursor_.accept(TokenKind::Blank);
        if (!cursor_.expect(TokenKind::Colon, "`:`", "after a parameter's name"))
            return false;
        cursor_.accept(TokenKind::Blank);
        const Token& type = cursor_.peek();
        out.type = {std::string(type.text), type.span};
        if (cursor_.accept(TokenKind::ParameterType))
            return true;
        if (!cursor_.expect(TokenKind::ContainerType, "a type such as `string`", "after `:`") ||
            !cursor_.expect(TokenKind::Less, "`<`", "after `" + out.type.text + "`"))
            return false;
        const Token& inner = cursor_.peek();
        if (!cursor_.expect(TokenKind::ParameterType, "a type such as `string`", "after `<`"))
            return false;
        out.type.text += "<" + std::string(inner.text) + ">";
        out.type.span = join(out.type.span, cursor_.peek().span);
        return cursor_.expect(TokenKind::Greater, "`>`", "after `" + std::string(inner.text) + "`");
    }

    /// Those since the last call on lines of their own, up to the next token.
    std::vector<std::string> comments() {
        std::vector<std::string> taken;
        const std::uint32_t next_token = cursor_.peek().span.begin;
        while (const Comment* comment = comment_before(next_token + 1))
            if (comment->on_own_line)
                taken.push_back(comment->text);
        return taken;
    }

    /// Adds those inside of a declaration, which ends with the last token, to those before it.
    void add_inner_comments(std::vector<std::string>& to) {
        while (const Comment* comment = comment_before(cursor_.end_of_taken()))
            to.push_back(comment->text);
    }

    /// The next one, if it begins before an offset.
    const Comment* comment_before(std::uint32_t offset) {
        const bool is_there = next_comment_ < list_.comments.size() &&
                              list_.comments[next_comment_].span.begin < offset;
        return is_there ? &list_.comments[next_comment_++] : nullptr;
    }

    const TokenList& list_;
    Sink& sink_;
    Cursor cursor_;
    File file_;
    Names extended_, conditions_;
    std::size_t next_comment_ = 0;
};

} // namespace

File parse(const TokenList& list, Sink& sink) {
    return Parser(list, sink).run();
}

} // namespace pemba::schema::fga
