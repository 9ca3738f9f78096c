// Widening a span to what makes no sense without it.
#include "zed/lint/removal.h"

#include <algorithm>

namespace pemba::schema::zed {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

/// The end of the line at `place` if nothing but blanks and a `//` comment is left on it, otherwise
/// npos.
std::size_t line_end_after(std::string_view text, std::size_t place) {
    while (place < text.size() && is_blank(text[place]))
        ++place;
    if (text.substr(place, 2) == "//")
        place = std::min(text.find('\n', place), text.size());
    if (place == text.size())
        return place;
    return text[place] == '\n' ? place + 1 : std::string_view::npos;
}

/// The begin of the line at `place` if nothing but blanks is before it, otherwise npos.
std::size_t line_begin_before(std::string_view text, std::size_t place) {
    while (place > 0 && is_blank(text[place - 1]))
        --place;
    return place == 0 || text[place - 1] == '\n' ? place : std::string_view::npos;
}

} // namespace

ByteSpan removal(ByteSpan span, const Source& source) {
    const std::string_view text = source.text();
    const std::size_t begin = line_begin_before(text, span.begin);
    const std::size_t end = line_end_after(text, span.end);
    if (begin == std::string_view::npos || end == std::string_view::npos)
        return span;
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

ByteSpan removal(const Item& item, const Source& source) {
    ByteSpan span = item.span;
    bool is_apart = item.layout.after_blank_line;
    const std::vector<Comment>& comments = item.layout.comments;
    for (auto comment = comments.rbegin(); comment != comments.rend() && !is_apart; ++comment) {
        span = join(comment->span, span);
        is_apart = comment->after_blank_line;
    }
    span = removal(span, source);
    const std::string_view text = source.text();
    const bool after_empty_line = text.substr(0, span.begin).ends_with("\n\n");
    if ((span.begin == 0 || after_empty_line) && text.substr(span.end).starts_with("\n"))
        ++span.end;
    return span;
}

} // namespace pemba::schema::zed
