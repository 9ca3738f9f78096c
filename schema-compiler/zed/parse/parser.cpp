// The parser's cursor, its names and its comments.
#include "zed/parse/parser.h"

#include <algorithm>

namespace pemba::schema::zed {

const Token& Parser::next(std::size_t ahead) const {
    return list_.tokens[std::min(at_ + ahead, list_.tokens.size() - 1)];
}

bool Parser::at_word(std::string_view word) const {
    return at(TokenKind::Identifier) && source_.slice(current().span) == word;
}

bool Parser::at_feature(std::string_view word, std::string_view flag) const {
    return uses(flag) && at_word(word);
}

bool Parser::at_top_level_keyword() const {
    return at(TokenKind::Definition) || at(TokenKind::Caveat);
}

const Token& Parser::advance() {
    const Token& token = current();
    if (at_ + 1 < list_.tokens.size())
        ++at_;
    return token;
}

bool Parser::accept(TokenKind kind) {
    if (!at(kind))
        return false;
    advance();
    return true;
}

std::string Parser::text(const Token& token) const {
    return std::string(source_.slice(token.span));
}

ByteSpan Parser::missing_span() const {
    const bool is_first = at_ == 0;
    if (is_first || (!current().on_new_line && !at(TokenKind::EndOfFile)))
        return current().span;
    return {previous().span.end, previous().span.end};
}

bool Parser::reject_malformed_token() {
    switch (current().kind) {
    case TokenKind::OtherCharacter:
        sink_.report(Kind::UnexpectedCharacter, current().span, {{"found", found()}});
        return true;
    case TokenKind::UnterminatedString:
        sink_.report(Kind::UnterminatedString, current().span);
        return true;
    case TokenKind::UnterminatedComment:
        sink_.report(Kind::UnterminatedComment, {current().span.begin, current().span.begin + 2})
            .hint("close it with `*/`");
        return true;
    default: return false;
    }
}

bool Parser::expect(TokenKind kind, const char* expected, const std::string& where,
                    const std::string& hint) {
    if (accept(kind))
        return true;
    if (!reject_malformed_token())
        sink_
            .report(Kind::ExpectedSymbol, missing_span(),
                    {{"expected", expected}, {"where", where}, {"found", found()}})
            .hint(hint);
    return false;
}

Name Parser::expect_name(const char* what) {
    const bool reserved_by_use = at_feature("expiration", "expiration") ||
                                 at_feature("and", "expiration") || at_feature("self", "self") ||
                                 at_feature("partial", "partial") || at_feature("import", "import");
    if (at(TokenKind::Identifier) && !reserved_by_use) {
        const Token& token = advance();
        return {text(token), token.span};
    }
    if (reserved_by_use || (is_keyword(current().kind) && !current().on_new_line)) {
        sink_.report(Kind::ReservedWord, current().span,
                     {{"found", text(current())}, {"what", what}});
        return {"", advance().span};
    }
    if (!reject_malformed_token())
        sink_.report(Kind::ExpectedName, missing_span(), {{"what", what}, {"found", found()}});
    return {"", missing_span()};
}

Name Parser::expect_type_name(const char* what) {
    Name name = expect_name(what);
    while (!name.text.empty() && accept(TokenKind::Slash)) {
        const Name segment = expect_name(what);
        if (segment.text.empty())
            return segment;
        name = {name.text + "/" + segment.text, join(name.span, segment.span)};
    }
    return name;
}

Comment Parser::make_comment(const CommentToken& comment) const {
    return {std::string(source_.slice(comment.span)), comment.after_blank_line, comment.span};
}

std::vector<Comment> Parser::take_comments_before(const Token& token) {
    std::vector<Comment> comments;
    for (; comments_taken_ < token.comments_before; ++comments_taken_)
        comments.push_back(make_comment(list_.comments[comments_taken_]));
    return comments;
}

Layout Parser::begin_layout() {
    Layout layout;
    layout.comments = take_comments_before(current());
    layout.after_blank_line = current().after_blank_line;
    return layout;
}

/// A comment on the line of the token before it, if nothing but the end of a block follows on that
/// line.
bool Parser::at_trailing_comment() const {
    if (comments_taken_ >= current().comments_before)
        return false;
    const CommentToken& comment = list_.comments[comments_taken_];
    const bool ends_line =
        current().on_new_line || at(TokenKind::EndOfFile) || at(TokenKind::RightBrace);
    return !comment.on_new_line && !comment.several_lines && ends_line;
}

void Parser::end_layout(Layout& layout) {
    std::vector<Comment> inner = take_comments_before(previous());
    layout.inner_comments.insert(layout.inner_comments.end(), inner.begin(), inner.end());
    while (at_trailing_comment()) {
        layout.trailing_comment += layout.trailing_comment.empty() ? "" : " ";
        layout.trailing_comment += make_comment(list_.comments[comments_taken_++]).text;
    }
}

} // namespace pemba::schema::zed
