// Comments, laid out.
#include "zed/format/comment_text.h"

#include <vector>

namespace pemba::schema::zed {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n\v\f";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// The lines of a block comment's inside without the asterisks that lead them; one that begins and
/// ends on one line has none that only lead.
std::vector<std::string_view> inside_lines(std::string_view inside) {
    std::vector<std::string_view> lines;
    const bool has_lines = inside.find('\n') != std::string_view::npos;
    inside = trimmed(inside);
    while (true) {
        const std::size_t end = inside.find('\n');
        std::string_view line = trimmed(inside.substr(0, end));
        if (has_lines && line.starts_with('*'))
            line = trimmed(line.substr(1));
        lines.push_back(line);
        if (end == std::string_view::npos)
            return lines;
        inside.remove_prefix(end + 1);
    }
}

} // namespace

std::string comment_lines(std::string_view comment, std::string_view indent) {
    const std::string prefix(indent);
    const auto spaced = [](std::string_view text) {
        return (text.empty() ? "" : " ") + std::string(text);
    };
    if (!comment.starts_with("/*"))
        return prefix + "//" + spaced(trimmed(comment.substr(2))) + "\n";
    // `/**/` has no inside to take an asterisk from.
    const bool is_doc = comment.starts_with("/**") && comment.size() > 4;
    std::string out = prefix + (is_doc ? "/**" : "/*");
    comment.remove_prefix(is_doc ? 3 : 2);
    comment.remove_suffix(2);
    const std::vector<std::string_view> lines = inside_lines(comment);
    if (lines.size() == 1)
        return out + spaced(lines.front()) + " */\n";
    for (const std::string_view line : lines)
        out += "\n" + prefix + " *" + spaced(line);
    return out + "\n" + prefix + " */\n";
}

} // namespace pemba::schema::zed
