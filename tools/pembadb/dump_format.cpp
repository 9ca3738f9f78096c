// Dump format: written in one go, read back line by line.
#include "dump_format.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace pemba::database {
namespace {

constexpr std::string_view kFirstLine = "# pemba dump 1";
constexpr std::string_view kAnyFormat = "# pemba dump ";

// `word NUMBER`, or nothing.
std::optional<std::size_t> number_behind(std::string_view line, std::string_view word) {
    if (!line.starts_with(word) || line.size() == word.size())
        return std::nullopt;
    std::size_t number = 0;
    const char* begin = line.data() + word.size();
    const auto [end, error] = std::from_chars(begin, line.data() + line.size(), number);
    const bool whole = error == std::errc() && end == line.data() + line.size();
    return whole ? std::optional(number) : std::nullopt;
}

// Takes a text apart from the front.
class Reader {
public:
    Reader(std::string_view text, std::string_view name) : text_(text), name_(name) {}

    [[nodiscard]] std::string_view line() {
        const auto end = text_.find('\n');
        const std::string_view line = text_.substr(0, end);
        text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
        ++number_;
        return line;
    }

    // Fewer if there are no more.
    [[nodiscard]] std::string_view lines(std::size_t count) {
        const char* begin = text_.data();
        for (; count > 0 && !text_.empty(); --count)
            (void)line();
        return {begin, static_cast<std::size_t>(text_.data() - begin)};
    }

    [[nodiscard]] std::string_view rest() const { return text_; }
    [[nodiscard]] std::size_t next_number() const { return number_ + 1; }

    [[nodiscard]] Error wrong(std::string_view reason) const {
        return {ErrorCode::InvalidArgument, fmt::format("{}:{}: {}", name_, number_, reason), {}};
    }

private:
    std::string_view text_;
    std::string_view name_;
    std::size_t number_ = 0;
};

Result<void> check_format(Reader& reader) {
    const std::string_view line = reader.line();
    if (line == kFirstLine)
        return {};
    if (line.starts_with(kAnyFormat))
        return reader.wrong(fmt::format("format `{}` is not known here; this program reads 1",
                                        line.substr(kAnyFormat.size())));
    return reader.wrong(fmt::format("not a dump: its first line is not `{}`", kFirstLine));
}

} // namespace

std::string dump_header(std::string_view schema) {
    std::string text(schema);
    if (!text.empty() && text.back() != '\n')
        text += '\n';
    const auto lines = std::count(text.begin(), text.end(), '\n');
    return fmt::format("{}\nschema {}\n{}relationships\n", kFirstLine, lines, text);
}

std::string dump_footer(std::uint64_t count) {
    return fmt::format("end {}\n", count);
}

Result<Dump> parse_dump(std::string_view text, std::string_view name) {
    Reader reader(text, name);
    PEMBA_CHECK_OK(check_format(reader));
    const auto schema_lines = number_behind(reader.line(), "schema ");
    if (!schema_lines)
        return reader.wrong("`schema` and the number of its lines are missing");
    Dump dump;
    dump.schema = reader.lines(*schema_lines);
    if (reader.line() != "relationships")
        return reader.wrong("`relationships` is missing");
    dump.first_line = reader.next_number();
    const std::string_view rest = reader.rest();
    const bool ended = rest.ends_with('\n');
    const auto before_last =
        ended ? rest.find_last_of('\n', rest.size() - 2) : std::string_view::npos;
    const std::size_t last = before_last == std::string_view::npos ? 0 : before_last + 1;
    const auto count =
        ended ? number_behind(rest.substr(last, rest.size() - last - 1), "end ") : std::nullopt;
    if (!count)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{}: the dump is cut off: its last line is not `end COUNT`", name),
                     {{"hint", "make the dump again"}}};
    dump.count = *count;
    dump.relationships = rest.substr(0, last);
    return dump;
}

} // namespace pemba::database
