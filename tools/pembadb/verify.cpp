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
    std::vector<std::string> problems;
    PEMBA_CHECK_OK(for_each_store(
        database, [&](const Engine& engine, const std::string& store) -> Result<void> {
            PEMBA_TRY(const auto found, engine.verify());
            const bool is_default = store == Database::kDefaultStore;
            for (const std::string& problem : found)
                problems.push_back(is_default ? problem
                                              : fmt::format("store {}: {}", store, problem));
            return {};
        }));
    return problems;
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
    if (statistics.oldest_revision > 0)
        fmt::print(
            "what the changelog has given up, through revision {}, is proved as a sum only\n",
            console::grouped(statistics.oldest_revision));
    return status;
}

} // namespace pemba::database
