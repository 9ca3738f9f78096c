// pembadb stat: sizes and counts.
#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"
#include "console/table.h"

namespace pemba::database {
namespace {

namespace json = boost::json;
using console::Align;
using console::bytes_text;
using console::grouped;

std::uint64_t bytes_without_changelog(const StoreStatistics& statistics) {
    std::uint64_t bytes = 0;
    for (const auto& table : statistics.tables)
        bytes += table.name == "changelog" ? 0 : table.bytes;
    return bytes;
}

double per(std::uint64_t bytes, std::uint64_t count) {
    return static_cast<double>(bytes) / static_cast<double>(std::max<std::uint64_t>(count, 1));
}

std::string overview(const StoreStatistics& statistics, const std::string& directory) {
    console::Table table({Align::Left, Align::Left});
    table.add({"store", directory});
    table.add({"head revision", grouped(statistics.revision)});
    table.add({"zookie", std::string(statistics.head.token)});
    table.add({"tuples", grouped(statistics.tuples)});
    table.add({"names", grouped(statistics.names)});
    table.add({"changelog", grouped(statistics.changelog_entries) + " entries"});
    table.add({"oldest revision", grouped(statistics.oldest_revision)});
    table.add({"size", fmt::format("{} in use, {} reserved", bytes_text(statistics.used_bytes),
                                   bytes_text(statistics.map_bytes))});
    table.add(
        {"per tuple", fmt::format("{:.1f} B beside the changelog",
                                  per(bytes_without_changelog(statistics), statistics.tuples))});
    return table.text();
}

std::string tables(const StoreStatistics& statistics) {
    console::Table table({Align::Left, Align::Right, Align::Right, Align::Right});
    table.add({"table", "entries", "size", "B/entry"});
    for (const auto& row : statistics.tables)
        table.add({row.name, grouped(row.entries), bytes_text(row.bytes),
                   row.entries == 0 ? "" : fmt::format("{:.1f}", per(row.bytes, row.entries))});
    return table.text();
}

json::object as_json(const StoreStatistics& statistics) {
    json::array rows;
    for (const auto& row : statistics.tables)
        rows.push_back({{"name", row.name}, {"entries", row.entries}, {"bytes", row.bytes}});
    return {{"revision", statistics.revision},
            {"oldestRevision", statistics.oldest_revision},
            {"zookie", std::string(statistics.head.token)},
            {"tuples", statistics.tuples},
            {"names", statistics.names},
            {"changelogEntries", statistics.changelog_entries},
            {"usedBytes", statistics.used_bytes},
            {"mapBytes", statistics.map_bytes},
            {"bytesPerTuple", per(bytes_without_changelog(statistics), statistics.tuples)},
            {"tables", std::move(rows)}};
}

} // namespace

Result<ExitStatus> stat(const StoreArguments& arguments) {
    PEMBA_TRY(const auto database, open_existing(arguments.directory));
    PEMBA_TRY(const StoreStatistics statistics, database->default_store()->statistics());
    if (arguments.json)
        fmt::print("{}\n", json::serialize(as_json(statistics)));
    else
        fmt::print("{}\n{}", overview(statistics, arguments.directory), tables(statistics));
    return ExitStatus::Ok;
}

} // namespace pemba::database
