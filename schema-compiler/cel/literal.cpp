#include "cel/literal.h"

#include <charconv>
#include <limits>

namespace pemba::schema::cel {

namespace {

void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6);
        byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12);
        byte(0x80 | (code >> 6 & 0x3F));
        byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | code >> 18);
        byte(0x80 | (code >> 12 & 0x3F));
        byte(0x80 | (code >> 6 & 0x3F));
        byte(0x80 | (code & 0x3F));
    }
}

std::optional<std::uint32_t> digits_of(std::string_view digits, std::size_t count, int base) {
    std::uint32_t code = 0;
    if (digits.size() < count)
        return std::nullopt;
    const char* end = digits.data() + count;
    const auto [stop, failure] = std::from_chars(digits.data(), end, code, base);
    return failure == std::errc{} && stop == end ? std::optional(code) : std::nullopt;
}

class Unescaper {
public:
    Unescaper(std::string_view written, Escapes escapes) : rest_(written), escapes_(escapes) {}

    std::optional<std::string> run() {
        while (!rest_.empty()) {
            if (rest_.front() != '\\') {
                out_ += rest_.front();
                rest_.remove_prefix(1);
                continue;
            }
            rest_.remove_prefix(1);
            if (rest_.empty() || !escape())
                return std::nullopt;
        }
        return std::move(out_);
    }

private:
    bool escape() {
        constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
        constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
        const char letter = rest_.front();
        if (letter >= '0' && letter <= '3')
            return code(3, 8);
        rest_.remove_prefix(1);
        if (const std::size_t found = kLetters.find(letter); found != std::string_view::npos) {
            out_ += kMeanings[found];
            return true;
        }
        if (letter == 'x' || letter == 'X')
            return code(2, 16);
        if (escapes_ == Escapes::OfText && letter == 'u')
            return code(4, 16);
        return escapes_ == Escapes::OfText && letter == 'U' && code(8, 16);
    }

    bool code(std::size_t count, int base) {
        const auto number = digits_of(rest_, count, base);
        if (!number || *number > 0x10FFFF || (*number >= 0xD800 && *number < 0xE000))
            return false;
        rest_.remove_prefix(count);
        if (escapes_ == Escapes::OfBytes)
            out_ += static_cast<char>(*number);
        else
            append_utf8(out_, *number);
        return true;
    }

    std::string_view rest_;
    Escapes escapes_;
    std::string out_;
};

} // namespace

std::optional<std::string> unescape(std::string_view written, Escapes escapes) {
    return Unescaper(written, escapes).run();
}

std::optional<std::uint64_t> read_uint(std::string_view digits) {
    int base = 10;
    if (digits.starts_with("0x") || digits.starts_with("0X")) {
        digits.remove_prefix(2);
        base = 16;
    }
    std::uint64_t number = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, failure] = std::from_chars(digits.data(), end, number, base);
    return failure == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> read_int(std::string_view digits, bool negative) {
    const auto number = read_uint(digits);
    const std::uint64_t most = negative ? std::uint64_t{1} << 63 : INT64_MAX;
    if (!number || *number > most)
        return std::nullopt;
    return static_cast<std::int64_t>(negative ? std::uint64_t{0} - *number : *number);
}

std::optional<double> read_double(std::string_view text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    // Too small is zero, too large is infinite, as elsewhere.
    if (failure == std::errc::result_out_of_range)
        return text.find("e-") != text.npos || text.find("E-") != text.npos
                   ? 0.0
                   : std::numeric_limits<double>::infinity();
    return failure == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

} // namespace pemba::schema::cel
