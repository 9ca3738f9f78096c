// Declarations are cut out of the tokens, and printed one a line with the comments around them.
#include "fga/format/format.h"

#include <algorithm>

namespace pemba::schema::fga {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\f";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = std::min(text.find_first_not_of(kBlanks), text.size());
    return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

/// One declaration: a line, but for conditions.
struct Line {
    std::vector<const Token*> tokens;     ///< without blanks
    std::vector<const Comment*> comments; ///< before and inside it
    const Comment* trailing = nullptr;
    [[nodiscard]] const Token& first() const { return *tokens.front(); }
    [[nodiscard]] ByteSpan span() const { return {first().span.begin, tokens.back()->span.end}; }
};

std::size_t indent_of(const Line& line) {
    switch (line.first().kind) {
    case TokenKind::Schema:
    case TokenKind::Relations: return 2;
    case TokenKind::Define: return 4;
    default: return 0;
    }
}

bool begins_paragraph(const Line& line) {
    const TokenKind kind = line.first().kind;
    return kind == TokenKind::Type || kind == TokenKind::Extend || kind == TokenKind::Condition;
}

/// Whether a blank stands between two tokens of a declaration.
bool is_spaced(TokenKind before, TokenKind after, bool in_parameters) {
    switch (after) {
    case TokenKind::Colon:
    case TokenKind::Comma:
    case TokenKind::CloseBracket:
    case TokenKind::CloseParenthesis:
    case TokenKind::Hash:
    case TokenKind::Star:
    case TokenKind::Less:
    case TokenKind::Greater: return false;
    case TokenKind::OpenParenthesis:
        if (in_parameters)
            return false;
        break;
    default: break;
    }
    return before != TokenKind::OpenBracket && before != TokenKind::OpenParenthesis &&
           before != TokenKind::Hash && before != TokenKind::Less;
}

class Formatter {
public:
    Formatter(const TokenList& list, std::string_view text) : list_(list), text_(text) {}

    std::string run() {
        cut();
        for (const Line& line : lines_) {
            add(line);
            before_ = &line;
        }
        for (std::size_t i = 0; i < closing_.size(); ++i)
            add_comment(*closing_[i], 0, i > 0 || !out_.empty());
        return std::move(out_);
    }

private:
    void cut() {
        std::size_t comment = 0;
        int depth = 0;
        bool at_line_begin = true;
        for (const Token& token : list_.tokens) {
            if (token.kind == TokenKind::End)
                break;
            const bool begins = at_line_begin && depth == 0 && token.kind != TokenKind::Newline &&
                                token.kind != TokenKind::Blank;
            if (begins) {
                lines_.emplace_back();
                take_comments(comment, token.span.begin);
            }
            if (token.kind == TokenKind::OpenBracket || token.kind == TokenKind::OpenParenthesis)
                ++depth;
            if (token.kind == TokenKind::CloseBracket || token.kind == TokenKind::CloseParenthesis)
                --depth;
            at_line_begin = token.kind == TokenKind::Newline || (at_line_begin && !begins);
            if (token.kind == TokenKind::Newline || token.kind == TokenKind::Blank)
                continue;
            lines_.back().tokens.push_back(&token);
            skip_comments_inside(token, comment);
        }
        for (; comment < list_.comments.size(); ++comment)
            place(list_.comments[comment], nullptr);
    }

    // Those of an expression belong to its text.
    void skip_comments_inside(const Token& token, std::size_t& comment) {
        if (token.kind != TokenKind::Expression)
            return;
        take_comments(comment, token.span.begin);
        while (comment < list_.comments.size() &&
               list_.comments[comment].span.begin < token.span.end)
            ++comment;
    }

    void take_comments(std::size_t& next, std::uint32_t end) {
        for (; next < list_.comments.size() && list_.comments[next].span.begin < end; ++next)
            place(list_.comments[next], &lines_.back());
    }

    // A comment inside a declaration moves before it, one that shares its line with the end of a
    // declaration follows that; others stand before the next one.
    void place(const Comment& comment, Line* next) {
        Line* last = lines_.empty() ? nullptr : &lines_.back();
        if (next != nullptr && next->tokens.empty())
            last = lines_.size() < 2 ? nullptr : &lines_[lines_.size() - 2];
        if (last != nullptr && comment.span.begin < last->span().end)
            last->comments.push_back(&comment);
        else if (last != nullptr && !comment.on_own_line && last->trailing == nullptr)
            last->trailing = &comment;
        else if (next != nullptr)
            next->comments.push_back(&comment);
        else
            closing_.push_back(&comment);
    }

    void add(const Line& line) {
        const std::size_t indent = indent_of(line);
        bool may_be_spaced = before_ != nullptr;
        bool must_be_spaced = may_be_spaced && begins_paragraph(line);
        for (const Comment* comment : line.comments) {
            add_comment(*comment, indent, may_be_spaced, must_be_spaced);
            may_be_spaced = true;
            must_be_spaced = false;
        }
        const bool is_spaced = must_be_spaced || (may_be_spaced && allows_blank_line(line) &&
                                                  follows_blank_line(line.span().begin));
        out_ += (is_spaced ? "\n" : "") + std::string(indent, ' ') + text_of(line);
        if (line.trailing != nullptr)
            out_ += " " + line.trailing->text;
        out_ += "\n";
    }

    static bool allows_blank_line(const Line& line) {
        return line.first().kind == TokenKind::Define || begins_paragraph(line);
    }

    void add_comment(const Comment& comment, std::size_t indent, bool may_be_spaced,
                     bool must_be_spaced = false) {
        if (must_be_spaced ||
            (may_be_spaced && comment.on_own_line && follows_blank_line(comment.span.begin)))
            out_ += "\n";
        out_ += std::string(indent, ' ') + comment.text + "\n";
    }

    /// Whether the line before that of an offset is empty.
    [[nodiscard]] bool follows_blank_line(std::uint32_t offset) const {
        const std::string_view before = text_.substr(0, offset);
        const std::size_t line = before.rfind('\n');
        if (line == std::string_view::npos || line == 0)
            return false;
        const std::size_t previous = before.rfind('\n', line - 1);
        const std::size_t begin = previous == std::string_view::npos ? 0 : previous + 1;
        return trimmed(before.substr(begin, line - begin)).empty();
    }

    [[nodiscard]] std::string text_of(const Line& line) const {
        std::string text;
        const bool is_condition = line.first().kind == TokenKind::Condition;
        const Token* before = nullptr;
        for (const Token* token : line.tokens) {
            if (token->kind == TokenKind::Expression) {
                text += expression_text(*token);
            } else {
                const bool is_wildcard = token->kind == TokenKind::Star;
                if (before != nullptr && before->kind != TokenKind::Expression && !is_wildcard &&
                    is_spaced(before->kind, token->kind, is_condition))
                    text += ' ';
                text += token->text;
            }
            before = token;
        }
        return text;
    }

    // One line goes on a line of its own. Several may hold a string over several lines.
    [[nodiscard]] std::string expression_text(const Token& token) const {
        const std::string_view written =
            text_.substr(token.span.begin, token.span.end - token.span.begin);
        const std::string_view inner = trimmed(written);
        if (inner.empty())
            return "\n";
        if (inner.find('\n') == std::string_view::npos)
            return "\n  " + std::string(inner) + "\n";
        const std::size_t first = written.find_first_not_of(kBlanks);
        const std::size_t line = written.rfind('\n', first);
        const std::size_t begin = line == std::string_view::npos ? first : line + 1;
        const std::string_view lead = line == std::string_view::npos
                                          ? std::string_view("  ")
                                          : written.substr(begin, first - begin);
        return "\n" + std::string(lead) + std::string(inner) + "\n";
    }

    const TokenList& list_;
    std::string_view text_;
    std::vector<Line> lines_;
    std::vector<const Comment*> closing_;
    const Line* before_ = nullptr;
    std::string out_;
};

} // namespace

std::string format(const TokenList& list, std::string_view text) {
    return Formatter(list, text).run();
}

} // namespace pemba::schema::fga
