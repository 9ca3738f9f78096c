// Taking delimiters off and putting others on.
#include "convert/comments.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace pemba::schema {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Without blanks at its ends and the delimiters that it begins with. What is like them further on
/// is the author's.
std::string_view stripped(std::string_view text, char delimiter) {
    text = trimmed(text);
    text.remove_prefix(std::min(text.find_first_not_of(delimiter), text.size()));
    return trimmed(text);
}

void add_lines(std::string_view comment, std::string_view mark, std::vector<std::string>& lines) {
    const bool is_block = comment.starts_with("/*");
    const char delimiter = is_block ? '*' : comment.front();
    if (is_block)
        comment = stripped(comment.substr(2, comment.size() - 4), delimiter);
    while (true) {
        const std::size_t end = comment.find('\n');
        const std::string_view line = stripped(comment.substr(0, end), delimiter);
        lines.push_back(std::string(mark) + (line.empty() ? "" : " ") + std::string(line));
        if (end == std::string_view::npos)
            return;
        comment.remove_prefix(end + 1);
    }
}

void translate(std::vector<std::string>& comments, std::string_view mark) {
    std::vector<std::string> lines;
    for (const std::string& comment : comments)
        add_lines(comment, mark, lines);
    comments = std::move(lines);
}

} // namespace

void translate_comments(ir::Schema& schema, Dialect to) {
    const std::string_view mark = to == Dialect::Zed ? "//" : "#";
    for (ir::NamespaceConfig& config : schema.namespaces) {
        translate(config.comments, mark);
        for (ir::Relation& relation : config.relations)
            translate(relation.comments, mark);
    }
    for (ir::Condition& condition : schema.conditions)
        translate(condition.comments, mark);
}

} // namespace pemba::schema
