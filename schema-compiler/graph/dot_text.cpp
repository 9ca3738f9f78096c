// Quoting and breaking lines.
#include "graph/dot_text.h"

namespace pemba::schema::ir {

namespace {

constexpr std::size_t kMaxLine = 30;

} // namespace

std::string dot_escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        switch (c) {
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    return out;
}

std::string dot_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return out + "\"";
}

std::string dot_lines(std::string_view expression) {
    std::string out;
    std::size_t width = 0;
    while (!expression.empty()) {
        // An operand with the operator before it: up to the second blank that follows.
        std::size_t end = expression.find(' ', expression.front() == ' ' ? 3 : 0);
        end = std::min(end, expression.size());
        const bool breaks = width > 0 && width + end > kMaxLine;
        out += breaks ? "<br align=\"left\"/>" : "";
        out += dot_escaped(expression.substr(0, end).substr(breaks ? 1 : 0));
        width = (breaks ? 0 : width) + end;
        expression.remove_prefix(end);
    }
    return out;
}

} // namespace pemba::schema::ir
