// pembadb rebuild-index: the index of nested groups of every store, made anew from the tuples.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/counted.h"

namespace pemba::database {

namespace json = boost::json;

Result<ExitStatus> rebuild_index(const StoreArguments& arguments) {
    PEMBA_TRY(const auto database, open_existing(arguments.directory));
    std::size_t stores = 0;
    PEMBA_CHECK_OK(for_each_store(*database, [&](Engine& engine, const std::string&) {
        ++stores;
        return engine.rebuild_index();
    }));
    PEMBA_TRY(const StoreStatistics statistics, database->default_store()->statistics());
    std::uint64_t entries = 0;
    for (const auto& table : statistics.tables)
        if (table.name == "leopard")
            entries = table.entries;
    if (arguments.json)
        fmt::print("{}\n", json::serialize(json::object{{"stores", stores}, {"entries", entries}}));
    else
        fmt::print("rebuilt the index of {}: {}\n", console::counted(stores, "store"),
                   console::counted(entries, "entry"));
    return ExitStatus::Ok;
}

} // namespace pemba::database
