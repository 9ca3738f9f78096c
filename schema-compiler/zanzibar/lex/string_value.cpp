// Escapes of text proto.
#include "zanzibar/lex/string_value.h"

#include <algorithm>
#include <cstdint>

#include "source/source.h"

namespace pemba::schema::zanzibar {

namespace {

int digit_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/// Takes at most `most` digits of a base off the front.
struct Digits {
    std::uint32_t value = 0;
    std::size_t count = 0;
};
Digits take_digits(std::string_view& rest, std::uint32_t base, std::size_t most) {
    Digits digits;
    for (; digits.count < most && !rest.empty(); ++digits.count) {
        const auto digit = static_cast<std::uint32_t>(digit_value(rest.front()));
        if (digit >= base)
            break;
        digits.value = digits.value * base + digit;
        rest.remove_prefix(1);
    }
    return digits;
}

/// Surrogates and values that are too large come out malformed, and are found there.
std::string utf8(std::uint32_t code) {
    const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
    const auto next = [&](int shift) { return byte(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x80)
        return {byte(code)};
    if (code < 0x800)
        return {byte(0xC0 | (code >> 6)), next(0)};
    if (code < 0x10000)
        return {byte(0xE0 | (code >> 12)), next(6), next(0)};
    return {byte(0xF0 | std::min<std::uint32_t>(code >> 18, 15)), next(12), next(6), next(0)};
}

/// Reads one escape whose backslash was taken; false if there is none of that kind.
bool take_escape(std::string_view& rest, std::string& value) {
    constexpr std::string_view kLetters = "abfnrtv?\\'\"", kMeanings = "\a\b\f\n\r\t\v?\\'\"";
    const char letter = rest.front();
    if (const std::size_t at = kLetters.find(letter); at != std::string_view::npos) {
        value += kMeanings[at];
        rest.remove_prefix(1);
        return true;
    }
    if (letter >= '0' && letter <= '7') {
        value += static_cast<char>(take_digits(rest, 8, 3).value);
        return true;
    }
    rest.remove_prefix(1);
    const bool is_byte = letter == 'x' || letter == 'X';
    if (!is_byte && letter != 'u' && letter != 'U')
        return false;
    const std::size_t size = is_byte ? 2 : letter == 'u' ? 4 : 8;
    const Digits digits = take_digits(rest, 16, size);
    if (digits.count == 0 || (!is_byte && digits.count < size))
        return false;
    value += is_byte ? std::string(1, static_cast<char>(digits.value)) : utf8(digits.value);
    return true;
}

/// A backslash and the character after it, with all of its bytes.
std::string escape_text(std::string_view rest) {
    std::size_t end = std::min<std::size_t>(2, rest.size());
    while (end < rest.size() && (static_cast<unsigned char>(rest[end]) & 0xC0) == 0x80)
        ++end;
    return std::string(rest.substr(0, end));
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

} // namespace

StringValue string_value(std::string_view quoted) {
    StringValue string;
    std::string_view rest = quoted.substr(1, quoted.size() - 2);
    while (!rest.empty()) {
        const std::string_view escape = rest;
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c != '\\')
            string.value += c;
        else if (!take_escape(rest, string.value))
            return {{}, "`" + escape_text(escape) + "` is no escape"};
    }
    if (find_malformed_utf8(string.value) != std::string_view::npos)
        string.fault = "this string is not UTF-8";
    else if (std::ranges::any_of(string.value, is_control))
        string.fault = "this string has a control character";
    return string;
}

std::string quoted(std::string_view value) {
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

} // namespace pemba::schema::zanzibar
