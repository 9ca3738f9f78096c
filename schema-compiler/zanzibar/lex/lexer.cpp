// The lexer: one pass, one token at a time.
#include "zanzibar/lex/lexer.h"

#include <algorithm>
#include <string_view>

namespace pemba::schema::zanzibar {

namespace {

/// Bytes of letters outside ASCII count as letters, so that a word that has one is reported as a
/// whole; so do the signs of numbers and variables.
bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

struct Match {
    TokenKind kind;
    std::size_t length;
};

/// Either quote; a backslash takes the next character along; a line's end ends it.
Match match_string(std::string_view rest) {
    for (std::size_t i = 1; i < rest.size() && rest[i] != '\n'; ++i) {
        if (rest[i] == rest.front())
            return {TokenKind::String, i + 1};
        if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] != '\n')
            ++i;
    }
    return {TokenKind::UnterminatedString, std::min(rest.find('\n'), rest.size())};
}

TokenKind symbol_kind(char c) {
    switch (c) {
    case '{':
    case '<': return TokenKind::LeftBrace;
    case '}':
    case '>': return TokenKind::RightBrace;
    case '[': return TokenKind::LeftBracket;
    case ']': return TokenKind::RightBracket;
    case ':': return TokenKind::Colon;
    case ';':
    case ',': return TokenKind::Separator;
    default: return TokenKind::OtherCharacter;
    }
}

Match match_token(std::string_view rest) {
    if (rest.front() == '"' || rest.front() == '\'')
        return match_string(rest);
    if (!is_word(rest.front()))
        return {symbol_kind(rest.front()), 1};
    const auto* end = std::find_if_not(rest.begin(), rest.end(), is_word);
    return {TokenKind::Word, static_cast<std::size_t>(end - rest.begin())};
}

class Lexer {
public:
    explicit Lexer(const Source& source) : text_(source.text()) {}

    TokenList run() {
        while (skip_blanks(), at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_);
            if (rest.starts_with('#'))
                add_comment(std::min(rest.find('\n'), rest.size()));
            else
                add_token(match_token(rest));
        }
        add_token({TokenKind::EndOfFile, 0});
        return std::move(list_);
    }

private:
    // A byte order mark is a blank, also where a layout could move it to the beginning.
    void skip_blanks() {
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\n')
                ++line_ends_;
            else if (text_.substr(at_).starts_with(kByteOrderMark))
                at_ += kByteOrderMark.size() - 1;
            else if (c != ' ' && c != '\t' && c != '\r' && c != '\v' && c != '\f')
                return;
        }
    }

    void add_comment(std::size_t length) {
        std::string_view body = text_.substr(at_, length);
        if (body.ends_with('\r'))
            body.remove_suffix(1);
        list_.comments.push_back({span(body.size()), line_ends_ > 0, line_ends_ > 1});
        at_ += length;
        new_line_before_token_ = new_line_before_token_ || line_ends_ > 0;
        line_ends_ = 0;
    }

    void add_token(Match match) {
        list_.tokens.push_back({match.kind, new_line_before_token_ || line_ends_ > 0,
                                line_ends_ > 1, span(match.length),
                                static_cast<std::uint32_t>(list_.comments.size())});
        at_ += match.length;
        line_ends_ = 0;
        new_line_before_token_ = false;
    }

    [[nodiscard]] ByteSpan span(std::size_t length) const {
        return {static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_ + length)};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ends_ = 0; ///< since the last token or comment
    bool new_line_before_token_ = false;
    TokenList list_;
};

} // namespace

TokenList lex(const Source& source) {
    return Lexer(source).run();
}

std::string describe(const Token& token, const Source& source) {
    switch (token.kind) {
    case TokenKind::EndOfFile: return "the end of the file";
    case TokenKind::UnterminatedString: return "a string without an end";
    default: return "`" + std::string(source.slice(token.span)) + "`";
    }
}

} // namespace pemba::schema::zanzibar
