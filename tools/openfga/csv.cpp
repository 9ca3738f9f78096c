// CSV: one pass over the text.
#include "openfga/csv.h"

#include <algorithm>
#include <utility>

namespace pemba::openfga {

bool CsvRows::take(char c) {
    if (!text_.starts_with(c))
        return false;
    text_.remove_prefix(1);
    return true;
}

// The end of the text ends its last line.
bool CsvRows::take_end_of_line() {
    if (text_.empty())
        return true;
    if (text_.starts_with("\r\n"))
        text_.remove_prefix(1);
    if (!take('\n'))
        return false;
    ++line_;
    return true;
}

Result<std::string> CsvRows::quoted_field() {
    const Place begin{file_, line_};
    std::string field;
    while (!text_.empty()) {
        const char c = text_.front();
        text_.remove_prefix(1);
        if (c == '"' && !take('"'))
            return field;
        line_ += c == '\n';
        field += c;
    }
    return wrong_at(begin, "a field in quotes has no end");
}

Result<std::string> CsvRows::field() {
    if (take('"'))
        return quoted_field();
    const std::size_t end = std::min(text_.find_first_of(",\r\n"), text_.size());
    std::string field(text_.substr(0, end));
    text_.remove_prefix(end);
    if (field.find('"') != field.npos)
        return wrong_at({file_, line_}, "a quote in a field that is not in quotes");
    return field;
}

Result<std::optional<CsvRow>> CsvRows::next() {
    while (!text_.empty() && take_end_of_line())
        continue;
    if (text_.empty())
        return std::optional<CsvRow>();
    CsvRow row{line_, {}};
    do {
        PEMBA_TRY(std::string next_field, field());
        row.fields.push_back(std::move(next_field));
    } while (take(','));
    if (!take_end_of_line())
        return wrong_at({file_, line_}, "a comma or the line's end must follow a field");
    return std::optional(std::move(row));
}

} // namespace pemba::openfga
