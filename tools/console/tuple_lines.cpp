// Tuple lines: cuts text into lines and parses what stands in them.
#include "console/tuple_lines.h"

#include <string>

#include <fmt/format.h>

namespace pemba::console {
namespace {

constexpr std::size_t kWrongLinesShown = 10;
constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

} // namespace

std::optional<std::string_view> TupleLines::next_meaningful_line() {
    while (!text_.empty()) {
        const auto end = text_.find('\n');
        const std::string_view line = trimmed(text_.substr(0, end));
        text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
        ++next_line_;
        if (!line.empty() && !line.starts_with("//"))
            return line;
    }
    return std::nullopt;
}

Result<std::optional<TupleLine>> TupleLines::next() {
    const auto line = next_meaningful_line();
    if (!line)
        return std::optional<TupleLine>();
    auto tuple = parse_relation_tuple(*line, dialect_);
    if (!tuple)
        return std::move(tuple).error().with_context(fmt::format("{}:{}", name_, next_line_ - 1));
    return std::optional(TupleLine{next_line_ - 1, *std::move(tuple)});
}

Result<std::size_t> count_tuples(std::string_view text, std::string_view name,
                                 std::size_t first_line, Dialect dialect) {
    TupleLines lines(text, name, first_line, dialect);
    std::size_t count = 0, wrong = 0;
    std::string messages;
    while (true) {
        const auto line = lines.next();
        if (line && !line.value())
            break;
        if (line) {
            ++count;
        } else if (++wrong <= kWrongLinesShown) {
            messages += (wrong == 1 ? "" : "\n") + line.error().message;
        }
    }
    if (wrong > kWrongLinesShown)
        messages += fmt::format("\nand {} more wrong lines", wrong - kWrongLinesShown);
    if (wrong > 0)
        return Error{ErrorCode::InvalidTuple, messages, {}};
    return count;
}

Result<std::vector<RelationTuple>> all_tuples(std::string_view text, std::string_view name,
                                              std::size_t first_line, Dialect dialect) {
    PEMBA_TRY(const std::size_t count, count_tuples(text, name, first_line, dialect));
    std::vector<RelationTuple> tuples;
    tuples.reserve(count);
    TupleLines lines(text, name, first_line, dialect);
    while (true) {
        PEMBA_TRY(auto line, lines.next());
        if (!line)
            return tuples;
        tuples.push_back(std::move(line->tuple));
    }
}

} // namespace pemba::console
