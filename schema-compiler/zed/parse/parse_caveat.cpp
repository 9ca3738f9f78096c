// Productions of caveats. Their CEL body is not read here, only cut out with its braces counted.
#include "zed/parse/parser.h"

namespace pemba::schema::zed {

bool Parser::parse_caveat(Caveat& caveat) {
    caveat.keyword = advance().span;
    caveat.name = expect_type_name("a caveat");
    return !caveat.name.text.empty() && parse_parameters(caveat) && parse_caveat_body(caveat);
}

bool Parser::parse_parameters(Caveat& caveat) {
    if (!expect(TokenKind::LeftParenthesis, "`(`", "after `" + caveat.name.text + "`"))
        return false;
    if (at(TokenKind::RightParenthesis)) {
        sink_.report(Kind::CaveatWithoutParameters, join(previous().span, current().span),
                     {{"caveat_name", caveat.name.text}});
        advance();
        return true;
    }
    do {
        CaveatParameter parameter;
        parameter.name = expect_name("a parameter");
        if (parameter.name.text.empty() || !parse_caveat_type(parameter.type))
            return false;
        caveat.parameters.push_back(std::move(parameter));
    } while (accept(TokenKind::Comma));
    return expect(TokenKind::RightParenthesis, "`)`", "after the parameters");
}

/// `ident [ "<" caveattype { "," caveattype } ">" ]`, nested by counting.
bool Parser::parse_caveat_type(CaveatType& type) {
    const std::size_t first = at_;
    std::size_t depth = 0;
    while (true) {
        const Name name = expect_name("a parameter's type");
        if (name.text.empty())
            return false;
        type.text += name.text;
        if (accept(TokenKind::Less)) {
            type.text += "<";
            if (++depth > kMaxNesting) {
                sink_.report(Kind::NestingTooDeep, previous().span,
                             {{"limit", std::to_string(kMaxNesting)}});
                return false;
            }
            continue;
        }
        for (; depth > 0 && accept(TokenKind::Greater); --depth)
            type.text += ">";
        if (depth == 0)
            break;
        if (!expect(TokenKind::Comma, "`>` or `,`", "after `" + name.text + "`"))
            return false;
        type.text += ", ";
    }
    type.span = join(list_.tokens[first].span, previous().span);
    return true;
}

bool Parser::parse_caveat_body(Caveat& caveat) {
    const ByteSpan brace = current().span;
    if (!expect(TokenKind::LeftBrace, "`{`", "after the parameters"))
        return false;
    for (std::size_t depth = 1; depth > 0; advance()) {
        if (at(TokenKind::EndOfFile)) {
            sink_.report(Kind::UnclosedBrace, brace, {{"definition_name", caveat.name.text}});
            return false;
        }
        if (at(TokenKind::LeftBrace))
            ++depth;
        if (at(TokenKind::RightBrace))
            --depth;
    }
    caveat.body_span = {brace.end, previous().span.begin};
    caveat.body = std::string(source_.slice(caveat.body_span));
    comments_taken_ = previous().comments_before; // they are part of the body
    return true;
}

} // namespace pemba::schema::zed
