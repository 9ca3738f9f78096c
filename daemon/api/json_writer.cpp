// JsonWriter: writes into the room at the end of one string.
#include "api/json_writer.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace pemba::api {
namespace {

bool is_escaped(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

// Characters are looked at in blocks: words, or what one instruction takes.
using Sixteen [[gnu::vector_size(16)]] = signed char;

// Not 0 where a character may be written as an escape, or is not ASCII.
Sixteen marks_of(Sixteen block) {
    return (block < ' ') | (block == '"') | (block == '\\') | (block == 0x7F);
}

// The same, in the high bit of some byte: no term sets one for what is printable ASCII and neither
// `"` nor `\`.
template <class Word>
Word marks_of(Word block) {
    constexpr Word kOnes = static_cast<Word>(~Word{0}) / 0xFF;
    const Word quotes = block ^ (kOnes * '"'), backslashes = block ^ (kOnes * '\\');
    return (block | (block + kOnes) | (block - kOnes * ' ') | (quotes - kOnes) |
            (backslashes - kOnes)) &
           (kOnes * 0x80);
}

template <class Block>
bool is_zero(Block block) {
    constexpr Block kZero{};
    return std::memcmp(&block, &kZero, sizeof block) == 0;
}

// Copies a text of at least one block. Whether it is known to need no escapes.
template <class Block>
bool copy_plain_by(char* to, std::string_view text) {
    Block marks{};
    const auto copy = [&](std::size_t at) {
        Block block;
        std::memcpy(&block, text.data() + at, sizeof block);
        std::memcpy(to + at, &block, sizeof block);
        marks |= marks_of(block);
    };
    const std::size_t last = text.size() - sizeof(Block);
    for (std::size_t at = 0; at < last; at += sizeof(Block))
        copy(at);
    copy(last); // some of which may be copied already
    return is_zero(marks);
}

// The same of any text.
[[gnu::always_inline]] inline bool copy_plain(char* to, std::string_view text) {
    if (text.size() >= sizeof(Sixteen))
        return copy_plain_by<Sixteen>(to, text);
    if (text.size() >= sizeof(std::uint64_t))
        return copy_plain_by<std::uint64_t>(to, text);
    if (text.size() >= sizeof(std::uint32_t))
        return copy_plain_by<std::uint32_t>(to, text);
    text.copy(to, text.size());
    return std::ranges::none_of(
        text, [](char c) { return is_escaped(c) || static_cast<unsigned char>(c) >= 0x80; });
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
    std::size_t at = 0;
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

// Any text. Like enlarge(), few values need it: it stays out of the way of the others.
[[gnu::noinline]] std::string escaped(std::string_view text) {
    std::string out;
    for (;;) {
        const std::size_t size = unescaped_prefix(text);
        out.append(text.substr(0, size));
        if (size == text.size())
            return out;
        append_escape(out, static_cast<unsigned char>(text[size]));
        text.remove_prefix(size + 1);
    }
}

[[gnu::noinline]] void enlarge(std::string& text, std::size_t least) {
    text.resize(std::max(2 * text.size(), least));
}

// Where so many bytes may be written, behind those that are.
char* room_behind(std::size_t written, std::size_t bytes, std::string& text) {
    if (text.size() - written < bytes)
        enlarge(text, written + bytes);
    return text.data() + written;
}

} // namespace

char* JsonWriter::room(std::size_t bytes) {
    return room_behind(size_, bytes, out_);
}

char* JsonWriter::begin_value(std::size_t bytes) {
    char* at = room(1 + bytes);
    if (comma_)
        *at++ = ',';
    comma_ = true;
    return at;
}

void JsonWriter::append(std::string_view text) {
    char* const at = room(text.size());
    end_at(at + text.copy(at, text.size()));
}

void JsonWriter::write_quoted(char* at, std::string_view value) {
    *at++ = '"';
    if (copy_plain(at, value)) {
        at[value.size()] = '"';
        return end_at(at + value.size() + 1);
    }
    end_at(at);
    append(escaped(value));
    append("\"");
}

JsonWriter& JsonWriter::open(char bracket) {
    char* const at = begin_value(1);
    *at = bracket;
    end_at(at + 1);
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    char* const at = room(1);
    *at = bracket;
    end_at(at + 1);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    string(name);
    append(":");
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
    write_quoted(begin_value(value.size() + 2), value);
    return *this;
}

// Answers and lines are made of these: in one piece, unless the value needs escapes.
JsonWriter& JsonWriter::member(std::string_view name, std::string_view value) {
    char* at = room_behind(size_, name.size() + value.size() + 6, out_);
    if (comma_)
        *at++ = ',';
    *at++ = '"';
    at += name.copy(at, name.size());
    std::memcpy(at, "\":\"", 3);
    at += 3;
    if (!copy_plain(at, value))
        return key(name).string(value);
    at += value.size();
    *at++ = '"';
    end_at(at);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw({digits, static_cast<std::size_t>(end - digits)});
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    char* const at = begin_value(json.size());
    end_at(at + json.copy(at, json.size()));
    return *this;
}

JsonWriter& JsonWriter::newline() {
    append("\n");
    comma_ = false;
    return *this;
}

std::string JsonWriter::take_text() {
    out_.resize(std::exchange(size_, 0));
    return std::exchange(out_, {});
}

} // namespace pemba::api
