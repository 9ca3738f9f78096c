// Diagnostics as a modern compiler draws them.
#include <algorithm>

#include <fmt/format.h>

#include "diagnostics/renderer.h"

namespace pemba::schema {

namespace {

constexpr std::size_t kTabWidth = 4;
// A line is shown whole up to this many bytes; of a longer one, the part around the span.
constexpr std::size_t kMaxShownBytes = 160;
constexpr std::size_t kShownBefore = 60;

struct Palette {
    std::string_view error, warning, note, bold, quiet, reset;
};

constexpr Palette kColours{"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m",
                           "\x1b[1m",    "\x1b[36m",   "\x1b[0m"};
constexpr Palette kPlain{};

std::string_view severity_name(Severity severity) {
    switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Note: return "note";
    }
    return "error";
}

std::string_view severity_colour(Severity severity, const Palette& palette) {
    switch (severity) {
    case Severity::Error: return palette.error;
    case Severity::Warning: return palette.warning;
    case Severity::Note: return palette.note;
    }
    return palette.error;
}

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// A line drawn with tabs as blanks and unprintable bytes as `?`, and the column at which each byte
/// begins, plus that of the end.
struct DrawnLine {
    std::string text;
    std::vector<std::size_t> columns;
};

DrawnLine draw_line(std::string_view line) {
    const bool is_utf8 = find_malformed_utf8(line) == std::string_view::npos;
    DrawnLine drawn;
    std::size_t column = 0;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        drawn.columns.push_back(starts_character(c) || !is_utf8 ? column : column - 1);
        if (c == '\t') {
            const std::size_t width = kTabWidth - column % kTabWidth;
            drawn.text.append(width, ' ');
            column += width;
        } else {
            drawn.text += byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !is_utf8) ? '?' : c;
            column += starts_character(c) || !is_utf8 ? 1 : 0;
        }
    }
    drawn.columns.push_back(column);
    return drawn;
}

/// The part of a long line that is shown: [begin, end) in bytes of the line.
std::pair<std::size_t, std::size_t> shown_part(std::string_view line, std::size_t focus) {
    if (line.size() <= kMaxShownBytes)
        return {0, line.size()};
    std::size_t begin = focus > kShownBefore ? focus - kShownBefore : 0;
    while (begin > 0 && !starts_character(line[begin]))
        --begin;
    std::size_t end = std::min(line.size(), begin + kMaxShownBytes);
    while (end < line.size() && !starts_character(line[end]))
        --end;
    return {begin, end};
}

class TextRenderer {
public:
    TextRenderer(const std::vector<Source>& sources, const Palette& palette)
        : sources_(sources), palette_(palette) {}

    std::string render(const std::vector<Diagnostic>& diagnostics) {
        for (const Diagnostic& diagnostic : diagnostics)
            append(diagnostic);
        return std::move(out_);
    }

private:
    void append(const Diagnostic& diagnostic) {
        const std::string_view colour = severity_colour(diagnostic.severity, palette_);
        out_ += fmt::format("{}{}:{}:{}:{} {}{}:{} {}{}{} [{}]\n", palette_.bold,
                            sources_[diagnostic.span.file].file_name(), diagnostic.span.line,
                            diagnostic.span.column, palette_.reset, colour,
                            severity_name(diagnostic.severity), palette_.reset, palette_.bold,
                            diagnostic.message, palette_.reset, diagnostic.code);
        append_place(diagnostic.span, '^', "", colour);
        for (const Label& label : diagnostic.labels) {
            if (label.span.file != diagnostic.span.file)
                out_ += fmt::format("      {}in {}:{}:{}{}\n", palette_.quiet,
                                    sources_[label.span.file].file_name(), label.span.line,
                                    label.span.column, palette_.reset);
            append_place(label.span, '-', label.text, palette_.quiet);
        }
        if (!diagnostic.hint.empty())
            out_ += fmt::format("      {}= hint:{} {}\n", palette_.quiet, palette_.reset,
                                diagnostic.hint);
        if (diagnostic.fix)
            out_ += fmt::format("      {}= help:{} {}\n", palette_.quiet, palette_.reset,
                                diagnostic.fix->title);
    }

    /// The source line of a span and a line of marks under it. A span over several lines is marked
    /// to the end of its first.
    void append_place(const Span& span, char mark, std::string_view words,
                      std::string_view colour) {
        const std::string_view line = sources_[span.file].line_text(span.line);
        const std::size_t focus = std::min(span.column - 1, line.size());
        const auto [begin, end] = shown_part(line, focus);
        const DrawnLine drawn = draw_line(line.substr(begin, end - begin));
        const std::size_t last = span.end_line == span.line ? span.end_column - 1 : line.size();
        const auto column_of = [&, begin = begin, end = end](std::size_t byte) {
            return drawn.columns[std::clamp(byte, begin, end) - begin];
        };
        const std::size_t from = column_of(focus);
        const std::size_t width = std::max<std::size_t>(column_of(last) - from, 1);
        out_ +=
            fmt::format("{}{:>5} |{} {}\n", palette_.quiet, span.line, palette_.reset, drawn.text);
        out_ += fmt::format("      {}|{} {:{}}{}{}{}{}{}\n", palette_.quiet, palette_.reset, "",
                            from, colour, std::string(width, mark), words.empty() ? "" : " ", words,
                            palette_.reset);
    }

    const std::vector<Source>& sources_;
    const Palette& palette_;
    std::string out_;
};

} // namespace

std::string render_text(const std::vector<Diagnostic>& diagnostics,
                        const std::vector<Source>& sources, bool colour) {
    return TextRenderer(sources, colour ? kColours : kPlain).render(diagnostics);
}

} // namespace pemba::schema
