// A place in the expression, the words, and the line with a mark under the place.
#include "fga/answer/expression_answer.h"

#include <algorithm>

namespace pemba::schema::fga {

namespace {

std::string_view argument(const Report& report, std::string_view key) {
    for (const auto& [name, value] : report.arguments())
        if (name == key)
            return value;
    return {};
}

bool contains(ByteSpan outer, ByteSpan inner) {
    return outer.begin <= inner.begin && inner.end <= outer.end;
}

/// What may come first in an expression, as cel-go lists it.
constexpr std::string_view kStarts =
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, "
    "BYTES, IDENTIFIER}";

std::string words_of(const Report& report, const std::string& own) {
    switch (report.kind()) {
    case Kind::CelUnknownName:
        return "undeclared reference to '" + std::string(argument(report, "name")) +
               "' (in container '')";
    case Kind::CelUnknownFunction:
        return "undeclared reference to '" + std::string(argument(report, "function")) +
               "' (in container '')";
    case Kind::CelNoOverload:
        return "found no matching overload for '" + std::string(argument(report, "operator")) +
               "' applied to '(" + std::string(argument(report, "types")) + ")'";
    case Kind::CelExpected: {
        const std::string_view found = argument(report, "found");
        const bool is_end = found.find("end") != std::string_view::npos;
        return "Syntax error: mismatched input '" + (is_end ? "<EOF>" : std::string(found)) +
               "' expecting " + std::string(kStarts);
    }
    default: return own;
    }
}

/// `ERROR: name:1:3: words`, then the line and a mark.
std::string located(const ir::Condition& condition, std::uint32_t offset,
                    const std::string& words) {
    const std::string& text = condition.expression.text;
    const Placement place(condition.expression.span.begin, condition.gaps);
    std::size_t at = 0;
    while (at < text.size() && place(at) < offset)
        ++at;
    const std::size_t line_end = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const std::size_t line_begin = line_end == std::string::npos ? 0 : line_end + 1;
    const std::string line = text.substr(line_begin, text.find('\n', line_begin) - line_begin);
    const auto number =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(line_begin), '\n');
    const std::size_t column = at - line_begin;
    std::string message = "ERROR: " + condition.name.text + ":" + std::to_string(number) + ":" +
                          std::to_string(text.empty() ? 0 : column + 1) + ": " + words;
    return text.empty() ? message
                        : message + "\n | " + line + "\n | " + std::string(column, '.') + "^";
}

/// `list` is `TYPE_NAME_LIST`.
std::string api_type(std::string_view type) {
    std::string name = "TYPE_NAME_";
    for (const char c : type)
        name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

/// What is wrong with the type of a parameter.
std::string parameter_words(const Report& report, const ir::Parameter& parameter) {
    const std::string prefix =
        "failed to decode parameter type for parameter '" + parameter.name.text + "': ";
    const std::string_view type = argument(report, "type");
    if (report.kind() == Kind::UnknownParameterType)
        return prefix + "unknown condition parameter type `" + api_type(type) + "`";
    const bool holds = type == "list" || type == "map";
    const bool has_some = parameter.type.text.find('<') != std::string::npos;
    return prefix + "condition parameter type `" + api_type(type) + "` requires " +
           (holds ? "1" : "0") + " generic types; found " +
           (!has_some ? "0"
            : holds   ? "2"
                      : "1");
}

std::string of_condition(const Report& report, const std::string& own,
                         const ir::Condition& condition) {
    for (const ir::Parameter& parameter : condition.parameters)
        if ((report.kind() == Kind::UnknownParameterType ||
             report.kind() == Kind::ParameterTypeArguments) &&
            contains(parameter.type.span, report.span()))
            return parameter_words(report, parameter);
    if (report.kind() == Kind::CelNotBoolean)
        return "expected a bool condition expression output, but got '" +
               std::string(argument(report, "type")) + "'";
    if (report.kind() == Kind::ReservedParameter)
        return "overlapping identifier for name '" +
               std::string(argument(report, "parameter_name")) + "'";
    return located(condition, report.span().begin, words_of(report, own));
}

} // namespace

std::optional<std::string> expression_answer(const Report& report, const std::string& own,
                                             const ir::Schema& schema) {
    const auto is_about = [&](const ir::Condition& condition) {
        const auto holds = [&](const ir::Parameter& parameter) {
            return contains(parameter.type.span, report.span()) ||
                   contains(parameter.name.span, report.span());
        };
        return contains(condition.expression.span, report.span()) ||
               std::ranges::any_of(condition.parameters, holds);
    };
    const auto found = std::ranges::find_if(schema.conditions, is_about);
    if (found == schema.conditions.end())
        return std::nullopt;
    return "failed to compile expression on condition '" + found->name.text + "' - " +
           of_condition(report, own, *found);
}

} // namespace pemba::schema::fga
