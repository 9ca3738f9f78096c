// The grammar of text proto, with an explicit stack of open messages.
#include "zanzibar/parse/parse.h"

#include "zanzibar/lex/string_value.h"

namespace pemba::schema::zanzibar {

namespace {

class Parser {
public:
    Parser(const TokenList& tokens, const Source& source, Sink& sink)
        : list_(tokens), source_(source), sink_(sink) {}

    File run() {
        while (!at(TokenKind::EndOfFile) && !is_given_up_) {
            if (at(TokenKind::RightBrace))
                close_message();
            else
                parse_field();
        }
        take_comments(file_.fields.front().closing_comments);
        if (!open_.empty() && !is_given_up_)
            report_unclosed();
        return std::move(file_);
    }

private:
    // --- The cursor.

    [[nodiscard]] const Token& current() const { return list_.tokens[at_]; }
    [[nodiscard]] bool at(TokenKind kind) const { return current().kind == kind; }
    [[nodiscard]] std::string text(const Token& token) const {
        return std::string(source_.slice(token.span));
    }

    const Token& advance() {
        const Token& token = current();
        if (token.kind != TokenKind::EndOfFile)
            ++at_;
        return token;
    }

    bool accept(TokenKind kind) {
        if (!at(kind))
            return false;
        advance();
        return true;
    }

    /// The token found instead if it is on the same line, otherwise the point after the one before.
    [[nodiscard]] ByteSpan missing_span() const {
        if (at_ == 0 || !current().on_new_line)
            return current().span;
        const std::uint32_t end = list_.tokens[at_ - 1].span.end;
        return {end, end};
    }

    void report_missing(const char* expected, const std::string& where,
                        const std::string& hint = {}) {
        if (at(TokenKind::UnterminatedString))
            sink_.report(Kind::UnterminatedString, current().span);
        else
            sink_
                .report(Kind::ExpectedSymbol, missing_span(),
                        {{"expected", expected},
                         {"where", where},
                         {"found", describe(current(), source_)}})
                .hint(hint);
    }

    /// Goes on at the next line, or where a message begins or ends.
    void recover() {
        while (!at(TokenKind::EndOfFile) && !at(TokenKind::LeftBrace) &&
               !at(TokenKind::RightBrace) && !current().on_new_line)
            advance();
        if (at(TokenKind::LeftBrace))
            open_message(file_.add(open_message_index(), Field{}));
    }

    // --- Comments.

    [[nodiscard]] bool has_comment() const { return comments_taken_ < current().comments_before; }

    void take_comments(std::vector<Comment>& comments) {
        for (; has_comment(); ++comments_taken_) {
            const CommentToken& comment = list_.comments[comments_taken_];
            comments.push_back(
                {std::string(source_.slice(comment.span)), comment.after_blank_line});
        }
    }

    void begin_layout(Field& field) {
        const bool is_after_comment = has_comment();
        take_comments(field.comments);
        field.after_blank_line =
            is_after_comment ? field.comments.front().after_blank_line : current().after_blank_line;
        field.is_apart_from_comments = is_after_comment && current().after_blank_line;
    }

    void take_trailing_comment(Field& field) {
        if (has_comment() && !list_.comments[comments_taken_].on_new_line)
            field.trailing_comment =
                std::string(source_.slice(list_.comments[comments_taken_++].span));
    }

    // --- Fields.

    [[nodiscard]] std::uint32_t open_message_index() const {
        return open_.empty() ? 0 : open_.back();
    }

    void parse_field() {
        Field field;
        begin_layout(field);
        if (!at(TokenKind::Word)) {
            report_no_field();
            return;
        }
        field.name_span = current().span;
        field.name = text(advance());
        const bool has_colon = accept(TokenKind::Colon);
        if (at(TokenKind::LeftBrace)) {
            take_comments(field.comments);
            open_message(file_.add(open_message_index(), std::move(field)));
        } else if (!has_colon) {
            report_missing("`:` or `{`", "after `" + field.name + "`");
            recover();
        } else if (at(TokenKind::LeftBracket)) {
            parse_list(std::move(field));
        } else if (parse_value(field, "a value")) {
            end_field(file_.add(open_message_index(), std::move(field)));
        } else {
            recover();
        }
    }

    void report_no_field() {
        if (at(TokenKind::Separator)) // a stray one says nothing
            sink_.report(Kind::UnexpectedCharacter, current().span,
                         {{"found", describe(current(), source_)}});
        else if (at(TokenKind::UnterminatedString))
            sink_.report(Kind::UnterminatedString, current().span);
        else
            sink_.report(Kind::ExpectedName, current().span,
                         {{"what", "a field"}, {"found", describe(current(), source_)}});
        advance();
        recover();
    }

    bool parse_value(Field& field, const char* expected) {
        field.value_span = current().span;
        if (at(TokenKind::Word)) {
            field.kind = Field::Kind::Word;
            field.value = text(advance());
            return true;
        }
        if (!at(TokenKind::String)) {
            report_missing(expected, "after `" + field.name + ":`");
            return false;
        }
        field.kind = Field::Kind::String;
        while (at(TokenKind::String)) // strings side by side are one
            add_string(field);
        return true;
    }

    void add_string(Field& field) {
        const Token& token = advance();
        field.value_span = join(field.value_span, token.span);
        StringValue string = string_value(source_.slice(token.span));
        if (!string.fault.empty())
            sink_.report(Kind::MalformedString, token.span, {{"reason", string.fault}});
        field.value += string.value;
    }

    void parse_list(Field field) {
        advance();
        while (!accept(TokenKind::RightBracket)) {
            Field element = field;
            if (!parse_value(element, "a string")) {
                recover_from_list();
                return;
            }
            take_comments(element.comments);
            file_.add(open_message_index(), std::move(element));
            field.comments.clear();
            field.after_blank_line = field.is_apart_from_comments = false;
            if (!at(TokenKind::RightBracket) && !accept(TokenKind::Separator)) {
                report_missing("`,` or `]`", "in the list of `" + field.name + "`");
                recover_from_list();
                return;
            }
        }
        accept(TokenKind::Separator);
    }

    /// Goes on after the list, or at the next line.
    void recover_from_list() {
        while (!at(TokenKind::EndOfFile) && !at(TokenKind::RightBracket) && !current().on_new_line)
            advance();
        accept(TokenKind::RightBracket);
    }

    void end_field(std::uint32_t index) {
        accept(TokenKind::Separator);
        take_trailing_comment(file_.fields[index]);
    }

    // --- Messages.

    void open_message(std::uint32_t index) {
        if (open_.size() == kMaxNesting) {
            sink_.report(Kind::NestingTooDeep, current().span,
                         {{"limit", std::to_string(kMaxNesting)}});
            is_given_up_ = true;
            return;
        }
        file_.fields[index].value_span = advance().span;
        open_.push_back(index);
    }

    [[nodiscard]] char opened_with(std::uint32_t index) const {
        return source_.slice(file_.fields[index].value_span).front();
    }

    void close_message() {
        const char bracket = source_.slice(current().span).front();
        if (open_.empty()) {
            sink_
                .report(Kind::UnexpectedCharacter, current().span,
                        {{"found", describe(current(), source_)}})
                .hint("nothing is open here");
            advance();
            return;
        }
        Field& field = file_.fields[open_.back()];
        if ((opened_with(open_.back()) == '{') != (bracket == '}'))
            sink_
                .report(Kind::UnexpectedCharacter, current().span,
                        {{"found", describe(current(), source_)}})
                .label(field.value_span, "opened here");
        take_comments(field.closing_comments);
        field.value_span = join(field.value_span, advance().span);
        end_field(open_.back());
        open_.pop_back();
    }

    void report_unclosed() {
        const Field& field = file_.fields[open_.back()];
        sink_.report(Kind::UnclosedBrace, field.value_span, {{"definition_name", field.name}})
            .hint("add a `}`");
    }

    const TokenList& list_;
    const Source& source_;
    Sink& sink_;
    File file_;
    std::vector<std::uint32_t> open_; ///< the messages around the cursor, outermost first
    std::size_t at_ = 0;
    std::size_t comments_taken_ = 0;
    bool is_given_up_ = false;
};

} // namespace

File parse(const TokenList& tokens, const Source& source, Sink& sink) {
    return Parser(tokens, source, sink).run();
}

} // namespace pemba::schema::zanzibar
