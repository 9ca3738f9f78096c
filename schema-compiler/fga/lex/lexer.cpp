// The lexer: first comments, then one token at a time.
#include "fga/lex/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pemba::schema::fga {

namespace {

using Word = std::pair<std::string_view, TokenKind>;
constexpr std::array<Word, 14> kWords{{{"model", TokenKind::Model},
                                       {"schema", TokenKind::Schema},
                                       {"module", TokenKind::Module},
                                       {"extend", TokenKind::Extend},
                                       {"type", TokenKind::Type},
                                       {"relation", TokenKind::Relation},
                                       {"relations", TokenKind::Relations},
                                       {"define", TokenKind::Define},
                                       {"condition", TokenKind::Condition},
                                       {"from", TokenKind::From},
                                       {"or", TokenKind::Or},
                                       {"and", TokenKind::And},
                                       {"but not", TokenKind::ButNot},
                                       {"with", TokenKind::With}}};
constexpr std::array<Word, 10> kParameterTypes{{{"bool", TokenKind::ParameterType},
                                                {"string", TokenKind::ParameterType},
                                                {"int", TokenKind::ParameterType},
                                                {"uint", TokenKind::ParameterType},
                                                {"double", TokenKind::ParameterType},
                                                {"duration", TokenKind::ParameterType},
                                                {"timestamp", TokenKind::ParameterType},
                                                {"ipaddress", TokenKind::ParameterType},
                                                {"list", TokenKind::ContainerType},
                                                {"map", TokenKind::ContainerType}}};
constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kBlanksAndLineEnds = " \t\r\n\f";

template <std::size_t N>
TokenKind find_word(const std::array<Word, N>& words, std::string_view text, TokenKind otherwise) {
    const auto found = std::ranges::find(words, text, &Word::first);
    return found == words.end() ? otherwise : found->second;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word(char c) {
    return begins_name(c) || is_digit(c);
}

std::size_t word_length(std::string_view rest) {
    return static_cast<std::size_t>(std::ranges::find_if_not(rest, is_word) - rest.begin());
}

/// `a-b--c`
std::size_t name_length(std::string_view rest) {
    std::size_t length = 0;
    while (length < rest.size() && (is_word(rest[length]) || rest[length] == '-'))
        ++length;
    return length;
}

/// `a.b/c-d`: words joined by one of `.`, `/` and `-`.
std::size_t extended_name_length(std::string_view rest) {
    std::size_t length = word_length(rest);
    while (length + 1 < rest.size() &&
           std::string_view("./-").find(rest[length]) != std::string_view::npos &&
           is_word(rest[length + 1]))
        length += 1 + word_length(rest.substr(length + 1));
    return length;
}

/// `1.1`; 0 if that is not what comes.
std::size_t version_length(std::string_view rest) {
    const auto digits = [&](std::size_t from) {
        std::size_t at = from;
        while (at < rest.size() && is_digit(rest[at]))
            ++at;
        return at;
    };
    const std::size_t dot = digits(0);
    const std::size_t end = dot < rest.size() && rest[dot] == '.' ? digits(dot + 1) : 0;
    return dot > 0 && end > dot + 1 ? end : 0;
}

TokenKind symbol_kind(char c) {
    switch (c) {
    case ':': return TokenKind::Colon;
    case ',': return TokenKind::Comma;
    case '<': return TokenKind::Less;
    case '>': return TokenKind::Greater;
    case '[': return TokenKind::OpenBracket;
    case ']': return TokenKind::CloseBracket;
    case '(': return TokenKind::OpenParenthesis;
    case ')': return TokenKind::CloseParenthesis;
    case '#': return TokenKind::Hash;
    case '*': return TokenKind::Star;
    default: return TokenKind::Other;
    }
}

class Lexer {
public:
    Lexer(TokenList& list, std::uint32_t begin) : list_(list), begin_(begin) {}

    void run() {
        blank_out_comments();
        while (at_ < list_.text.size())
            next();
        add(TokenKind::End, 0);
    }

private:
    void blank_out_comments() {
        std::string& text = list_.text;
        for (std::size_t line = 0; line < text.size();) {
            const std::size_t end = std::min(text.find('\n', line), text.size());
            const std::string_view whole = std::string_view(text).substr(line, end - line);
            const std::size_t first = whole.find_first_not_of(" \t\r\f");
            const bool on_own_line = first != std::string_view::npos && whole[first] == '#';
            const std::size_t blank = whole.find(" #");
            if (on_own_line || blank != std::string_view::npos)
                blank_out(line + (on_own_line ? first : blank + 1), end, on_own_line);
            line = end + 1;
        }
    }

    void blank_out(std::size_t from, std::size_t to, bool on_own_line) {
        while (kBlanksAndLineEnds.find(list_.text[to - 1]) != std::string_view::npos)
            --to;
        list_.comments.push_back({list_.text.substr(from, to - from), span(from, to), on_own_line});
        std::fill(list_.text.begin() + static_cast<std::ptrdiff_t>(from),
                  list_.text.begin() + static_cast<std::ptrdiff_t>(to), ' ');
    }

    void next() {
        const std::string_view rest = std::string_view(list_.text).substr(at_);
        if (kBlanksAndLineEnds.find(rest[0]) != std::string_view::npos)
            return add_blanks(rest);
        if (in_parameters_)
            return next_of_condition(rest);
        if (begins_name(rest[0]))
            return add_word(rest);
        if (const std::size_t version = version_length(rest); version > 0)
            return add(TokenKind::Version, version);
        add_symbol(rest);
    }

    // Blanks at the end of the text are none, as those at the end of a line.
    void add_blanks(std::string_view rest) {
        const std::size_t length =
            std::min(rest.find_first_not_of(kBlanksAndLineEnds), rest.size());
        const bool ends_line =
            rest.substr(0, length).find_first_not_of(kBlanks) != std::string_view::npos;
        if (ends_line || length < rest.size())
            add(ends_line ? TokenKind::Newline : TokenKind::Blank, length);
        else
            at_ += length;
    }

    void add_word(std::string_view rest) {
        if (rest.starts_with("but not"))
            return add(TokenKind::ButNot, 7);
        const std::size_t name = name_length(rest), extended = extended_name_length(rest);
        if (extended > name)
            return add(TokenKind::ExtendedName, extended);
        const TokenKind kind = find_word(kWords, rest.substr(0, name), TokenKind::Name);
        in_parameters_ = kind == TokenKind::Condition;
        add(kind, name);
    }

    // From the word `condition` to the brace that closes its expression.
    void next_of_condition(std::string_view rest) {
        if (begins_name(rest[0])) {
            const std::size_t name = name_length(rest);
            return add(find_word(kParameterTypes, rest.substr(0, name), TokenKind::Name), name);
        }
        if (rest[0] != '{')
            return add_symbol(rest);
        in_parameters_ = false;
        add(TokenKind::OpenBrace, 1);
        const std::size_t close = list_.text.find('}', at_);
        add(TokenKind::Expression, std::min(close, list_.text.size()) - at_);
        if (close != std::string::npos)
            add(TokenKind::CloseBrace, 1);
    }

    // A character is taken whole.
    void add_symbol(std::string_view rest) {
        std::size_t length = 1;
        while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0) == 0x80)
            ++length;
        add(symbol_kind(rest[0]), length);
    }

    void add(TokenKind kind, std::size_t length) {
        list_.tokens.push_back(
            {kind, std::string_view(list_.text).substr(at_, length), span(at_, at_ + length)});
        at_ += length;
    }

    [[nodiscard]] ByteSpan span(std::size_t from, std::size_t to) const {
        return {begin_ + static_cast<std::uint32_t>(from), begin_ + static_cast<std::uint32_t>(to)};
    }

    TokenList& list_;
    std::uint32_t begin_;
    std::size_t at_ = 0;
    bool in_parameters_ = false;
};

} // namespace

std::unique_ptr<const TokenList> lex(std::string_view text, std::uint32_t begin) {
    auto list = std::make_unique<TokenList>();
    list->text = text;
    Lexer(*list, begin).run();
    return list;
}

} // namespace pemba::schema::fga
