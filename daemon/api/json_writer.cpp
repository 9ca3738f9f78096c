// JsonWriter: appends to one string.
#include "api/json_writer.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace pemba::api {
namespace {

// Looked up rather than compared: it is asked of every character that is written.
constexpr std::array<bool, 256> kIsPlain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0; c < plain.size(); ++c)
        plain[c] = c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
    return plain;
}();

bool is_plain(char c) {
    return kIsPlain[static_cast<unsigned char>(c)];
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
    std::snprintf(text, sizeof text, "\\u%04x", c);
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
    std::size_t begin = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (is_plain(value[i]))
            continue;
        out_.append(value.substr(begin, i - begin));
        append_escape(out_, static_cast<unsigned char>(value[i]));
        begin = i + 1;
    }
    out_.append(value.substr(begin));
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
