// Backup format: written in one go, proved whole from its last line, read back line by line.
#include "backup/backup_format.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/counted.h"
#include "console/tuple_lines.h"
#include "messages/fields.h"
#include "messages/messages.h"

namespace pemba::backup {
namespace {

namespace json = boost::json;

constexpr std::string_view kFirstLine = "# pemba backup 1";
constexpr std::string_view kAnyFormat = "# pemba backup ";
constexpr std::size_t kBytesPerWrite = 256 * 1024;

std::string lines_of(std::string_view word, std::string text) {
    if (!text.empty() && text.back() != '\n')
        text += '\n';
    return fmt::format("{} {}\n{}", word, std::count(text.begin(), text.end(), '\n'), text);
}

std::string counter_line(const Counter& counter) {
    return json::serialize(
               json::object{{"name", counter.name},
                            {"relationshipFilter", messages::filter_json(counter.filter)}}) +
           '\n';
}

// `word NUMBER`, or nothing.
std::optional<std::uint64_t> number_behind(std::string_view line, std::string_view word) {
    if (!line.starts_with(word) || line.size() == word.size())
        return std::nullopt;
    std::uint64_t number = 0;
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
    [[nodiscard]] std::string_view lines(std::uint64_t count) {
        const char* begin = text_.data();
        for (; count > 0 && !text_.empty(); --count)
            (void)line();
        return {begin, static_cast<std::size_t>(text_.data() - begin)};
    }

    // The lines behind a line `WORD NUMBER`.
    [[nodiscard]] Result<std::string_view> section(std::string_view word) {
        const auto count = number_behind(line(), std::string(word) + " ");
        if (!count)
            return wrong(fmt::format("`{}` and the number of its lines are missing", word));
        return lines(*count);
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
    return reader.wrong(fmt::format("not a backup: its first line is not `{}`", kFirstLine));
}

// A text with its last line `end COUNT sha256 SUM` taken off.
struct Sealed {
    std::string_view text;
    std::uint64_t count = 0;
    std::string_view sum;
};

std::optional<Sealed> take_off_seal(std::string_view text) {
    constexpr std::string_view kSum = " sha256 ";
    if (!text.ends_with('\n'))
        return std::nullopt;
    const auto before = text.find_last_of('\n', text.size() - 2);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view line = text.substr(begin, text.size() - begin - 1);
    const auto middle = line.find(kSum);
    const auto count = number_behind(line.substr(0, middle), "end ");
    if (middle == std::string_view::npos || !count)
        return std::nullopt;
    return Sealed{text.substr(0, begin), *count, line.substr(middle + kSum.size())};
}

Error broken(std::string_view name, std::string_view reason) {
    return {ErrorCode::InvalidArgument,
            fmt::format("`{}` is {}", name, reason),
            {{"hint", "nothing of it was used; take another backup"}}};
}

Result<Sealed> check_whole(std::string_view text, std::string_view name) {
    const auto sealed = take_off_seal(text);
    if (!sealed)
        return broken(name, "cut off: its last line is not `end COUNT sha256 SUM`");
    Checksum checksum;
    checksum.add(sealed->text);
    if (checksum.text() != sealed->sum)
        return broken(name, "damaged: its text does not have the checksum of its last line");
    return *sealed;
}

Result<std::vector<Counter>> counters_from(std::string_view lines, const Reader& reader) {
    std::vector<Counter> counters;
    for (Reader each(lines, ""); !each.rest().empty();) {
        boost::system::error_code wrong;
        const json::value value = json::parse(json::string_view(each.line()), wrong);
        if (wrong || !value.is_object())
            return reader.wrong("a counter above is not a JSON object");
        const json::object& counter = value.get_object();
        counters.push_back(
            {messages::text_of(counter, "name"),
             messages::filter_from(messages::object_of(counter, "relationshipFilter"))});
    }
    return counters;
}

Result<void> count_tuples(Backup& backup, std::string_view name) {
    console::TupleLines lines(backup.tuples, name, backup.first_line);
    std::uint64_t found = 0;
    while (true) {
        PEMBA_TRY(const auto line, lines.next());
        if (!line)
            break;
        ++found;
        backup.expiring_tuples += line->tuple.expires_at ? 1 : 0;
    }
    if (found == backup.tuple_count)
        return {};
    return broken(name, fmt::format("wrong: it says that it holds {}, and holds {}",
                                    console::counted(backup.tuple_count, "relationship"), found));
}

} // namespace

Writer::Writer(console::OutputFile& file, const Header& header) : file_(file) {
    std::string counters;
    for (const Counter& counter : header.counters)
        counters += counter_line(counter);
    write(fmt::format("{}\nzookie {}\n{}{}relationships\n", kFirstLine, header.zookie,
                      lines_of("schema", header.schema), lines_of("counters", counters)));
}

void Writer::add(const RelationTuple& tuple) {
    pending_ += to_string(tuple);
    pending_ += '\n';
    ++tuples_;
    if (pending_.size() >= kBytesPerWrite)
        flush();
}

void Writer::finish() {
    flush();
    file_.write(fmt::format("end {} sha256 {}\n", tuples_, checksum_.text()));
}

void Writer::flush() {
    write(std::exchange(pending_, {}));
}

void Writer::write(std::string_view text) {
    checksum_.add(text);
    file_.write(text);
}

bool is_backup(std::string_view text) {
    return text.starts_with(kAnyFormat);
}

Result<Backup> parse(std::string_view text, std::string_view name) {
    constexpr std::string_view kZookie = "zookie ";
    Reader reader(text, name);
    PEMBA_CHECK_OK(check_format(reader));
    PEMBA_TRY(const Sealed sealed, check_whole(text, name));
    reader = Reader(sealed.text, name);
    (void)reader.line();
    Backup backup;
    const std::string_view zookie = reader.line();
    if (!zookie.starts_with(kZookie))
        return reader.wrong("`zookie` is missing");
    backup.header.zookie = zookie.substr(kZookie.size());
    PEMBA_TRY(backup.header.schema, reader.section("schema"));
    PEMBA_TRY(const std::string_view counters, reader.section("counters"));
    PEMBA_TRY(backup.header.counters, counters_from(counters, reader));
    if (reader.line() != "relationships")
        return reader.wrong("`relationships` is missing");
    backup.tuples = reader.rest();
    backup.first_line = reader.next_number();
    backup.tuple_count = sealed.count;
    PEMBA_CHECK_OK(count_tuples(backup, name));
    return backup;
}

} // namespace pemba::backup
