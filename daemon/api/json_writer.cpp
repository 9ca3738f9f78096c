// JsonWriter: appends to one string.
#include "api/json_writer.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace pemba::api {
namespace {

constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;

bool is_escaped(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

// Whether some of eight characters may be written as an escape: no term sets a high bit for what
// is printable ASCII and neither `"` nor `\`.
bool may_be_escaped(std::uint64_t eight) {
    const std::uint64_t quotes = eight ^ (kOnes * '"'), backslashes = eight ^ (kOnes * '\\');
    return ((eight | (eight + kOnes) | (eight - kOnes * ' ') | (quotes - kOnes) |
             (backslashes - kOnes)) &
            (kOnes * 0x80)) != 0;
}

bool may_be_escaped_at(const char* text) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text, sizeof eight);
    return may_be_escaped(eight);
}

// How many bytes the first character has; 0: this is not UTF-8, as what comes in a path may be.
std::size_t character_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    };
    const auto first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    auto value = first & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (byte(i) & 0x3F);
    }
    constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    const bool begins = first >= 0xC0 && first <= 0xF4; // others continue, or are in no UTF-8
    return begins && value >= kLeast[size] && value <= 0x10FFFF && !is_surrogate ? size : 0;
}

// How many bytes from the beginning stand for themselves.
std::size_t unescaped_prefix(std::string_view text) {
    constexpr std::size_t kStep = sizeof(std::uint64_t);
    std::size_t at = 0;
    while (at + kStep <= text.size() && !may_be_escaped_at(text.data() + at))
        at += kStep;
    const bool is_end = text.size() >= kStep && at + kStep > text.size();
    if (is_end && !may_be_escaped_at(text.data() + text.size() - kStep))
        return text.size();
    while (at < text.size() && !is_escaped(text[at])) {
        const auto size = character_bytes(text.substr(at));
        if (size == 0)
            break;
        at += size;
    }
    return at;
}

void append_escape(std::string& out, unsigned char c) {
    switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\n': out.append("\\n"); return;
    case '\r': out.append("\\r"); return;
    case '\t': out.append("\\t"); return;
    default: break;
    }
    char text[8];
    std::snprintf(text, sizeof text, "\\u%04x",
                  c < 0x80 ? c : 0xfffdu); // the replacement character
    out.append(text);
}

} // namespace

void JsonWriter::separate() {
    if (comma_)
        out_.push_back(',');
    comma_ = true;
}

void JsonWriter::append_quoted(std::string_view value) {
    out_.push_back('"');
    for (;;) {
        const std::size_t size = unescaped_prefix(value);
        out_.append(value.substr(0, size));
        if (size == value.size())
            break;
        append_escape(out_, static_cast<unsigned char>(value[size]));
        value.remove_prefix(size + 1);
    }
    out_.push_back('"');
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    out_.push_back(bracket);
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    out_.push_back(bracket);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    append_quoted(name);
    out_.push_back(':');
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
    separate();
    append_quoted(value);
    return *this;
}

// Short ones go in one piece: appending costs more than copying.
JsonWriter& JsonWriter::member(std::string_view name, std::string_view value) {
    constexpr std::size_t kShortBytes = 122;
    if (name.size() + value.size() > kShortBytes || unescaped_prefix(value) != value.size())
        return key(name).string(value);
    std::array<char, kShortBytes + 6> piece;
    char* at = piece.data();
    const auto put = [&at](std::string_view text) { at += text.copy(at, text.size()); };
    put(comma_ ? ",\"" : "\"");
    put(name);
    put("\":\"");
    put(value);
    put("\"");
    out_.append(piece.data(), at);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw({digits, static_cast<std::size_t>(end - digits)});
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    out_.append(json);
    return *this;
}

} // namespace pemba::api
