// pembadb stat: sizes and counts.
#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/counted.h"
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

// One store, by its id.
struct Store {
    std::string id;
    StoreStatistics statistics;
};

std::string overview(const StoreStatistics& statistics, const std::string& directory) {
    console::Table table({Align::Left, Align::Left});
    table.add({"folder", directory});
    table.add({"tuples", grouped(statistics.tuples)});
    table.add({"names", grouped(statistics.names)});
    table.add({"changelog", console::counted(statistics.changelog_entries, "entry")});
    table.add({"size", fmt::format("{} in use, {} reserved", bytes_text(statistics.used_bytes),
                                   bytes_text(statistics.map_bytes))});
    table.add(
        {"per tuple", fmt::format("{:.1f} B beside the changelog",
                                  per(bytes_without_changelog(statistics), statistics.tuples))});
    return table.text();
}

std::string stores_text(const std::vector<Store>& stores) {
    console::Table table({Align::Left, Align::Right, Align::Right, Align::Left});
    table.add({"store", "head revision", "oldest revision", "zookie"});
    for (const auto& [id, statistics] : stores)
        table.add({id, grouped(statistics.revision), grouped(statistics.oldest_revision),
                   std::string(statistics.head.token)});
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

json::array stores_json(const std::vector<Store>& stores) {
    json::array rows;
    for (const auto& [id, statistics] : stores)
        rows.push_back({{"id", id},
                        {"revision", statistics.revision},
                        {"oldestRevision", statistics.oldest_revision},
                        {"zookie", std::string(statistics.head.token)}});
    return rows;
}

json::object as_json(const StoreStatistics& statistics, const std::vector<Store>& stores) {
    json::array rows;
    for (const auto& row : statistics.tables)
        rows.push_back({{"name", row.name}, {"entries", row.entries}, {"bytes", row.bytes}});
    return {{"stores", stores_json(stores)},
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
    std::vector<Store> stores;
    PEMBA_CHECK_OK(
        for_each_store(*database, [&](Engine& engine, const std::string& id) -> Result<void> {
            PEMBA_TRY(auto statistics, engine.statistics());
            stores.push_back({id, std::move(statistics)});
            return {};
        }));
    const StoreStatistics& statistics = stores.front().statistics; // but for its own, of the file
    if (arguments.json)
        fmt::print("{}\n", json::serialize(as_json(statistics, stores)));
    else
        fmt::print("{}\n{}\n{}", overview(statistics, arguments.directory), stores_text(stores),
                   tables(statistics));
    return ExitStatus::Ok;
}

} // namespace pemba::database
