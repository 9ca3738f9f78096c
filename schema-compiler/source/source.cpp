// The line table, and where text stops being UTF-8.
#include "source/source.h"

#include <algorithm>

namespace pemba::schema {

Source::Source(std::string_view text, std::string_view file_name, std::uint32_t base)
    : text_(text), file_name_(file_name), base_(base), line_begins_{0} {
    for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == '\n')
            line_begins_.push_back(i + 1);
}

std::string_view Source::slice(ByteSpan span) const {
    const std::uint32_t first = std::clamp(span.begin, begin(), end());
    const std::uint32_t last = std::clamp(span.end, first, end());
    return text_.substr(first - base_, last - first);
}

Position Source::position(std::size_t offset) const {
    offset = std::clamp<std::size_t>(offset, begin(), end()) - base_;
    const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
    const auto line = static_cast<std::size_t>(next - line_begins_.begin());
    return {line, offset - line_begins_[line - 1] + 1};
}

std::size_t Source::line_begin(std::size_t line) const {
    return line_begins_[std::clamp<std::size_t>(line, 1, line_begins_.size()) - 1];
}

std::string_view Source::line_text(std::size_t line) const {
    std::string_view rest = text_.substr(line_begin(line));
    rest = rest.substr(0, rest.find('\n'));
    if (rest.ends_with('\r'))
        rest.remove_suffix(1);
    return rest;
}

namespace {

/// The length of the well-formed UTF-8 sequence at `i`, or 0. Surrogates, overlong forms and values
/// past U+10FFFF are malformed.
std::size_t utf8_sequence_length(std::string_view text, std::size_t i) {
    const auto byte = [&](std::size_t k) {
        return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u;
    };
    const auto continues = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xBF) {
        return byte(k) >= low && byte(k) <= high;
    };
    const unsigned lead = byte(i);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return continues(i + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
        return continues(i + 1, low, high) && continues(i + 2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
        return continues(i + 1, low, high) && continues(i + 2) && continues(i + 3) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::size_t find_malformed_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_sequence_length(text, i);
        if (length == 0)
            return i;
        i += length;
    }
    return std::string_view::npos;
}

} // namespace pemba::schema
