#include "cel/lexer.h"

#include "cel/literal.h"

namespace pemba::schema::cel {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Lexer {
public:
    Lexer(std::string_view text, const Placement& place, Sink& sink)
        : text_(text), place_(place), sink_(sink) {}

    std::optional<std::vector<Token>> run() {
        for (skip_blanks(); at_ < text_.size(); skip_blanks())
            if (!next())
                return std::nullopt;
        tokens_.push_back({TokenKind::End, "", span(text_.size(), text_.size())});
        return std::move(tokens_);
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] ByteSpan span(std::size_t from, std::size_t to) const {
        return {place_(from), place_(to)};
    }

    void skip_blanks() {
        while (at_ < text_.size()) {
            if (text_.substr(at_).starts_with("//"))
                at_ = std::min(text_.find('\n', at_), text_.size());
            else if (std::string_view(" \t\r\n\f").find(text_[at_]) != std::string_view::npos)
                ++at_;
            else
                return;
        }
    }

    bool next() {
        if (const std::size_t prefix = string_prefix(); prefix != std::string_view::npos)
            return lex_string(prefix);
        if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1))))
            return lex_number();
        if (begins_name(peek())) {
            const std::size_t from = at_;
            while (begins_name(peek()) || is_digit(peek()))
                ++at_;
            add(TokenKind::Name, std::string(text_.substr(from, at_ - from)), from);
            return true;
        }
        return peek() == '`' ? lex_quoted_name() : lex_symbol();
    }

    void add(TokenKind kind, std::string text, std::size_t from) {
        tokens_.push_back({kind, std::move(text), span(from, at_)});
    }

    // How many letters stand before the quotes of a string; npos if none begins here.
    [[nodiscard]] std::size_t string_prefix() const {
        std::size_t letters = 0;
        if (peek() == 'b' || peek() == 'B')
            ++letters;
        if (peek(letters) == 'r' || peek(letters) == 'R')
            ++letters;
        const char quote = peek(letters);
        return quote == '"' || quote == '\'' ? letters : std::string_view::npos;
    }

    bool lex_string(std::size_t prefix) {
        const std::size_t from = at_;
        const std::string_view letters = text_.substr(at_, prefix);
        const bool bytes = letters.find_first_of("bB") != std::string_view::npos;
        const bool raw = letters.find_first_of("rR") != std::string_view::npos;
        at_ += prefix;
        std::string_view quotes = text_.substr(at_, 1);
        if (text_.substr(at_, 3) == std::string(3, quotes[0]))
            quotes = text_.substr(at_, 3);
        at_ += quotes.size();
        const std::size_t body = at_;
        while (!text_.substr(at_).starts_with(quotes)) {
            if (at_ >= text_.size() || (quotes.size() == 1 && (peek() == '\n' || peek() == '\r')))
                return malformed(from, "this string never ends");
            at_ += !raw && peek() == '\\' && at_ + 1 < text_.size() ? 2 : 1;
        }
        const std::string_view written = text_.substr(body, at_ - body);
        at_ += quotes.size();
        if (raw) {
            add(bytes ? TokenKind::Bytes : TokenKind::String, std::string(written), from);
            return true;
        }
        auto value = unescape(written, bytes ? Escapes::OfBytes : Escapes::OfText);
        if (!value)
            return malformed(from, "an escape in this string makes no sense");
        add(bytes ? TokenKind::Bytes : TokenKind::String, *std::move(value), from);
        return true;
    }

    bool lex_number() {
        const std::size_t from = at_;
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
            at_ += 2;
            while (is_hex(peek()))
                ++at_;
            return end_integer(from);
        }
        skip_digits();
        bool real = false;
        if (peek() == '.' && is_digit(peek(1))) {
            real = true;
            ++at_;
            skip_digits();
        }
        if (const std::size_t size = exponent_size(); size > 0) {
            real = true;
            at_ += size;
            skip_digits();
        }
        if (!real)
            return end_integer(from);
        add(TokenKind::Double, std::string(text_.substr(from, at_ - from)), from);
        return true;
    }

    void skip_digits() {
        while (is_digit(peek()))
            ++at_;
    }

    // `e`, maybe a sign, before a digit.
    [[nodiscard]] std::size_t exponent_size() const {
        if (peek() != 'e' && peek() != 'E')
            return 0;
        const std::size_t size = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
        return is_digit(peek(size)) ? size : 0;
    }

    bool end_integer(std::size_t from) {
        std::string digits(text_.substr(from, at_ - from));
        const bool is_unsigned = peek() == 'u' || peek() == 'U';
        if (is_unsigned)
            ++at_;
        if (begins_name(peek()))
            return malformed(from, "a number runs into a name");
        add(is_unsigned ? TokenKind::Uint : TokenKind::Int, std::move(digits), from);
        return true;
    }

    bool lex_quoted_name() {
        const std::size_t from = at_++;
        const std::size_t end = text_.find('`', at_);
        if (end == std::string_view::npos || end == at_)
            return malformed(from, "this quoted name never ends");
        std::string name(text_.substr(at_, end - at_));
        at_ = end + 1;
        add(TokenKind::Name, std::move(name), from);
        tokens_.back().quoted = true;
        return true;
    }

    bool lex_symbol() {
        static constexpr std::string_view kSymbols[] = {"&&", "||", "==", "!=", "<=", ">="};
        const std::size_t from = at_;
        for (const std::string_view symbol : kSymbols)
            if (text_.substr(at_).starts_with(symbol)) {
                at_ += 2;
                add(TokenKind::Symbol, std::string(symbol), from);
                return true;
            }
        if (std::string_view("+-*/%!<>?:.,()[]{}").find(peek()) == std::string_view::npos)
            return malformed(from, "a character that no expression has");
        ++at_;
        add(TokenKind::Symbol, std::string(text_.substr(from, 1)), from);
        return true;
    }

    bool malformed(std::size_t from, const char* reason) {
        std::size_t to = std::max(at_, from + 1);
        while (to < text_.size() && (static_cast<unsigned char>(text_[to]) & 0xC0) == 0x80)
            ++to;
        sink_.report(Kind::CelMalformed, span(from, std::min(to, text_.size())),
                     {{"reason", reason}});
        return false;
    }

    std::string_view text_;
    const Placement& place_;
    Sink& sink_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
};

} // namespace

std::optional<std::vector<Token>> lex(std::string_view text, const Placement& place, Sink& sink) {
    return Lexer(text, place, sink).run();
}

} // namespace pemba::schema::cel
