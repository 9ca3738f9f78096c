// Productions of a relation's subject types and their traits.
#include "zed/parse/parser.h"

namespace pemba::schema::zed {

bool Parser::parse_subject_types(Relation& relation) {
    do {
        SubjectType type;
        type.on_new_line = current().on_new_line;
        if (!parse_subject_type(type))
            return false;
        relation.subject_types.push_back(std::move(type));
    } while (accept(TokenKind::Pipe));
    return true;
}

bool Parser::parse_subject_type(SubjectType& type) {
    type.type = expect_type_name("a type");
    if (type.type.text.empty() || !parse_subject_type_form(type) || !parse_traits(type))
        return false;
    type.span = join(type.type.span, previous().span);
    return true;
}

bool Parser::parse_subject_type_form(SubjectType& type) {
    const std::string where = "after `" + type.type.text + ":`";
    if (accept(TokenKind::Colon)) {
        type.form = SubjectType::Form::Wildcard;
        return expect(TokenKind::Star, "`*`", where);
    }
    if (!accept(TokenKind::Hash))
        return true;
    if (accept(TokenKind::Ellipsis)) {
        type.form = SubjectType::Form::ObjectWithEllipsis;
        return true;
    }
    type.form = SubjectType::Form::Userset;
    type.relation = expect_name("a relation");
    return !type.relation.text.empty();
}

/// `with` a caveat, `expiration`, or both in this order.
bool Parser::parse_traits(SubjectType& type) {
    if (!accept(TokenKind::With))
        return true;
    if (at_word("expiration")) {
        type.expiration = advance().span;
        return true;
    }
    type.caveat = expect_type_name("a caveat");
    if (type.caveat->text.empty())
        return false;
    if (!at_word("and"))
        return true;
    advance();
    if (!at_word("expiration")) {
        sink_.report(Kind::ExpectedSymbol, missing_span(),
                     {{"expected", "`expiration`"}, {"where", "after `and`"}, {"found", found()}});
        return false;
    }
    type.expiration = advance().span;
    return true;
}

} // namespace pemba::schema::zed
