// The lexer: one pass, one token at a time.
#include "zed/lex/lexer.h"

#include <algorithm>
#include <string_view>

namespace pemba::schema::zed {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Bytes of letters outside ASCII count as letters, so that a name that has one is reported as a
/// whole.
bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

TokenKind word_kind(std::string_view word) {
#define PEMBA_TOKEN(name)
#define PEMBA_SYMBOL(name, text)
#define PEMBA_KEYWORD(name, text)                                                                  \
    if (word == text)                                                                              \
        return TokenKind::name;
#include "zed/lex/token_kind.def"
#undef PEMBA_TOKEN
#undef PEMBA_SYMBOL
#undef PEMBA_KEYWORD
    return TokenKind::Identifier;
}

struct Match {
    TokenKind kind;
    std::size_t length;
};

Match match_symbol(std::string_view rest) {
#define PEMBA_TOKEN(name)
#define PEMBA_SYMBOL(name, text)                                                                   \
    if (rest.starts_with(text))                                                                    \
        return {TokenKind::name, sizeof(text) - 1};
#define PEMBA_KEYWORD(name, text)
#include "zed/lex/token_kind.def"
#undef PEMBA_TOKEN
#undef PEMBA_SYMBOL
#undef PEMBA_KEYWORD
    return {TokenKind::OtherCharacter, 1};
}

std::size_t word_length(std::string_view rest, bool dots = false) {
    std::size_t length = 0;
    while (length < rest.size() && (is_word(rest[length]) || (dots && rest[length] == '.')))
        ++length;
    return length;
}

/// A string as CEL writes it: one or three quotes, a backslash takes the next character along. One
/// with single quotes ends at the line's end at the latest.
Match match_string(std::string_view rest) {
    const std::string_view three = rest.substr(0, 3);
    const bool several_lines = three == R"(""")" || three == "'''";
    const std::string_view quote = rest.substr(0, several_lines ? 3 : 1);
    for (std::size_t i = quote.size(); i < rest.size(); ++i) {
        if (rest.substr(i).starts_with(quote))
            return {TokenKind::String, i + quote.size()};
        if (rest[i] == '\n' && !several_lines)
            return {TokenKind::UnterminatedString, i};
        if (rest[i] == '\\')
            ++i;
    }
    return {TokenKind::UnterminatedString, rest.size()};
}

Match match_token(std::string_view rest) {
    if (is_digit(rest.front()))
        return {TokenKind::Number, word_length(rest, true)};
    if (is_word(rest.front())) {
        const std::size_t length = word_length(rest);
        return {word_kind(rest.substr(0, length)), length};
    }
    if (rest.front() == '"' || rest.front() == '\'')
        return match_string(rest);
    return match_symbol(rest);
}

class Lexer {
public:
    explicit Lexer(const Source& source) : text_(source.text()), base_(source.begin()) {
        if (text_.starts_with("\xEF\xBB\xBF")) // a byte order mark
            at_ = 3;
    }

    TokenList run() {
        while (skip_blanks(), at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_);
            if (rest.starts_with("//"))
                add_comment(std::min(rest.find('\n'), rest.size()));
            else if (rest.starts_with("/*"))
                add_block_comment(rest);
            else
                add_token(match_token(rest));
        }
        add_token({TokenKind::EndOfFile, 0});
        return std::move(list_);
    }

private:
    void skip_blanks() {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\n')
                ++line_ends_;
            else if (c != ' ' && c != '\t' && c != '\r')
                return;
        }
    }

    void add_block_comment(std::string_view rest) {
        const std::size_t close = rest.find("*/", 2);
        if (close == std::string_view::npos)
            add_token({TokenKind::UnterminatedComment, rest.size()});
        else
            add_comment(close + 2);
    }

    void add_comment(std::size_t length) {
        std::string_view body = text_.substr(at_, length);
        if (body.ends_with('\r'))
            body.remove_suffix(1);
        const bool several_lines = body.find('\n') != std::string_view::npos;
        list_.comments.push_back(
            {span(body.size()), line_ends_ > 0, line_ends_ > 1, several_lines});
        at_ += length;
        new_line_before_token_ = new_line_before_token_ || line_ends_ > 0 || several_lines;
        line_ends_ = 0;
    }

    void add_token(Match match) {
        Token token{match.kind, new_line_before_token_ || line_ends_ > 0, line_ends_ > 1,
                    span(match.length)};
        token.comments_before = static_cast<std::uint32_t>(list_.comments.size());
        list_.tokens.push_back(token);
        at_ += match.length;
        line_ends_ = 0;
        new_line_before_token_ = false;
    }

    [[nodiscard]] ByteSpan span(std::size_t length) const {
        const auto begin = base_ + static_cast<std::uint32_t>(at_);
        return {begin, begin + static_cast<std::uint32_t>(length)};
    }

    std::string_view text_;
    std::uint32_t base_; ///< the offset of the first byte
    std::size_t at_ = 0;
    std::size_t line_ends_ = 0; ///< since the last token or comment
    bool new_line_before_token_ = false;
    TokenList list_;
};

} // namespace

TokenList lex(const Source& source) {
    return Lexer(source).run();
}

} // namespace pemba::schema::zed
