// Line by line.
#include "fga/parse/expression_text.h"

#include <algorithm>

namespace pemba::schema::fga {

namespace {

constexpr std::string_view kBlanks = " \t\r\f";

} // namespace

void set_expression(const Token& token, ir::Condition& condition) {
    const std::size_t first =
        std::min(token.text.find_first_not_of(" \t\r\n\f"), token.text.size());
    const std::size_t last = token.text.find_last_not_of(" \t\r\n\f");
    const std::size_t end = last == std::string_view::npos ? first : last + 1;
    std::string_view rest = token.text.substr(first, end - first);
    condition.expression.span = {token.span.begin + static_cast<std::uint32_t>(first),
                                 token.span.begin + static_cast<std::uint32_t>(end)};
    std::string& text = condition.expression.text;
    std::uint32_t shift = 0;
    while (!rest.empty()) {
        const std::size_t line_end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, line_end);
        const std::size_t size = line.find_last_not_of(kBlanks) + 1;
        text += line.substr(0, size);
        if (size < line.size()) {
            shift += static_cast<std::uint32_t>(line.size() - size);
            condition.gaps.push_back({static_cast<std::uint32_t>(text.size()), shift});
        }
        if (line_end < rest.size())
            text += '\n';
        rest.remove_prefix(std::min(line_end + 1, rest.size()));
    }
}

} // namespace pemba::schema::fga
