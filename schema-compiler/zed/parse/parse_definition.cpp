// Productions of definitions and partials: their braces and members.
#include "diagnostics/suggest.h"
#include "zed/parse/parser.h"

namespace pemba::schema::zed {

Definition Parser::parse_definition(Layout& layout) {
    Definition definition;
    definition.is_partial = !at(TokenKind::Definition);
    advance();
    definition.name = expect_type_name(definition.is_partial ? "a partial" : "a definition");
    const std::string where = definition.name.text.empty() ? std::string("after the name")
                                                           : "after `" + definition.name.text + "`";
    const ByteSpan brace = current().span;
    if (!expect(TokenKind::LeftBrace, "`{`", where)) {
        definition.is_broken = true;
        recover_at_top_level();
        return definition;
    }
    layout.inner_comments = take_comments_before(previous());
    parse_members(definition);
    definition.closing_comments = take_comments_before(current());
    if (!accept(TokenKind::RightBrace))
        sink_.report(Kind::UnclosedBrace, brace, {{"definition_name", definition.name.text}});
    return definition;
}

void Parser::parse_members(Definition& definition) {
    while (!at(TokenKind::RightBrace) && !at(TokenKind::EndOfFile) && !at_top_level_keyword()) {
        if (accept(TokenKind::Semicolon))
            continue;
        Member member;
        member.layout = begin_layout();
        const std::size_t first = at_;
        const bool is_whole = read_member(definition, member) && finish_member();
        if (!is_whole)
            recover_in_definition();
        end_layout(member.layout);
        member.span = join(list_.tokens[first].span, previous().span);
        const auto* relation = std::get_if<Relation>(&member.value);
        const auto* permission = std::get_if<Permission>(&member.value);
        const bool has_name = (relation != nullptr && !relation->name.text.empty()) ||
                              (permission != nullptr && !permission->name.text.empty()) ||
                              std::holds_alternative<Spread>(member.value);
        if (has_name)
            definition.members.push_back(std::move(member));
        else
            definition.is_broken = true;
    }
}

/// Leaves a relation without a name in `member` where none could be read.
bool Parser::read_member(Definition& definition, Member& member) {
    switch (current().kind) {
    case TokenKind::Relation: return parse_relation(member.value.emplace<Relation>());
    case TokenKind::Permission: return parse_permission(member.value.emplace<Permission>());
    case TokenKind::Ellipsis: return parse_spread(member.value.emplace<Spread>());
    default: report_unknown_member(definition); return false;
    }
}

void Parser::report_unknown_member(Definition& definition) {
    if (!reject_malformed_token())
        sink_
            .report(Kind::ExpectedMember, current().span,
                    {{"definition_name", definition.name.text}, {"found", found()}})
            .hint(suggest(text(current()), {"relation", "permission"}));
    advance();
}

bool Parser::parse_relation(Relation& relation) {
    advance();
    relation.name = expect_name("a relation");
    if (relation.name.text.empty() && !at(TokenKind::Colon))
        return false;
    const bool has_equals = at(TokenKind::Equals);
    relation.is_broken =
        !expect(TokenKind::Colon, "`:`", "after the name of the relation",
                has_equals ? "a relation lists its types after `:`; `=` belongs to a permission"
                           : "") ||
        !parse_subject_types(relation);
    return !relation.is_broken;
}

bool Parser::parse_permission(Permission& permission) {
    advance();
    permission.name = expect_name("a permission");
    if (permission.name.text.empty() && !at(TokenKind::Equals))
        return false;
    if (at(TokenKind::Colon) && !parse_annotation(permission))
        return false;
    if (!expect(TokenKind::Equals, "`=`", "after the name of the permission"))
        return false;
    permission.expression = parse_expression(*this);
    return !permission.expression.is_broken();
}

bool Parser::parse_annotation(Permission& permission) {
    do {
        advance();
        permission.annotation.push_back(expect_type_name("a type"));
        if (permission.annotation.back().text.empty())
            return false;
    } while (at(TokenKind::Pipe));
    return true;
}

bool Parser::parse_spread(Spread& spread) {
    advance();
    spread.partial = expect_type_name("a partial");
    return !spread.partial.text.empty();
}

/// A member ends at `;`, at the end of its line or before the `}` of its definition.
bool Parser::finish_member() {
    if (at(TokenKind::RightBrace) || at(TokenKind::EndOfFile))
        return true;
    if (!current().on_new_line && at(TokenKind::Semicolon)) {
        while (!current().on_new_line && accept(TokenKind::Semicolon)) {
        }
        return true;
    }
    if (current().on_new_line)
        return true;
    if (!reject_malformed_token())
        sink_
            .report(Kind::ExpectedTerminator, current().span,
                    {{"where", describe(previous(), source_)}, {"found", found()}})
            .hint(at(TokenKind::Pipe) ? "`|` separates the types of a relation; `+` joins operands"
                                      : "");
    return false;
}

/// Skips to what can begin a member or ends the definition, braces in between taken in pairs.
void Parser::recover_in_definition() {
    std::size_t depth = 0;
    while (!at(TokenKind::EndOfFile) && !at_top_level_keyword()) {
        const bool begins_member = at(TokenKind::Relation) || at(TokenKind::Permission) ||
                                   (at(TokenKind::Ellipsis) && current().on_new_line);
        if (depth == 0 && (begins_member || at(TokenKind::RightBrace)))
            return;
        if (at(TokenKind::LeftBrace))
            ++depth;
        if (at(TokenKind::RightBrace))
            --depth;
        if (depth == 0 && at(TokenKind::Semicolon)) {
            advance();
            return;
        }
        advance();
    }
}

} // namespace pemba::schema::zed
