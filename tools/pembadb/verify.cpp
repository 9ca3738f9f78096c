// pembadb verify: do the tables of every store agree with one another?
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"

namespace pemba::database {
namespace {

namespace json = boost::json;

json::object as_json(const std::vector<std::string>& problems) {
    json::array list;
    for (const std::string& problem : problems)
        list.emplace_back(problem);
    return {{"sound", problems.empty()}, {"problems", std::move(list)}};
}

Result<std::vector<std::string>> problems_of_all(const Database& database) {
    PEMBA_TRY(std::vector<std::string> problems, database.default_store()->verify());
    ListStoresRequest request;
    while (true) {
        PEMBA_TRY(const ListStoresResult page, database.list_stores(request));
        for (const StoreInfo& store : page.stores) {
            PEMBA_TRY(const auto engine, database.find_store(store.id));
            PEMBA_TRY(const auto found, engine->verify());
            for (const std::string& problem : found)
                problems.push_back(fmt::format("store {}: {}", store.id, problem));
        }
        if (page.complete)
            return problems;
        request.after = page.stores.back().id;
    }
}

} // namespace

Result<ExitStatus> verify(const StoreArguments& arguments) {
    PEMBA_TRY(const auto database, open_existing(arguments.directory));
    PEMBA_TRY(const std::vector<std::string> problems, problems_of_all(*database));
    const ExitStatus status = problems.empty() ? ExitStatus::Ok : ExitStatus::Wrong;
    if (arguments.json) {
        fmt::print("{}\n", json::serialize(as_json(problems)));
        return status;
    }
    const auto style = console::Style::of(stdout);
    for (const std::string& problem : problems)
        fmt::print("{} {}\n", style.bad("✗"), problem);
    if (!problems.empty())
        return status;
    PEMBA_TRY(const StoreStatistics statistics, database->default_store()->statistics());
    fmt::print("{} sound: {} tuples, {} names, {} changelog entries agree\n", style.good("✓"),
               console::grouped(statistics.tuples), console::grouped(statistics.names),
               console::grouped(statistics.changelog_entries));
    return status;
}

} // namespace pemba::database
