// pembadb verify: is the file whole, and do the tables of every store agree with one another?
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"
#include "pemba/verify.h"

namespace pemba::database {
namespace {

namespace json = boost::json;

json::object as_json(const std::vector<std::string>& problems) {
    json::array list;
    for (const std::string& problem : problems)
        list.emplace_back(problem);
    return {{"sound", problems.empty()}, {"problems", std::move(list)}};
}

} // namespace

Result<ExitStatus> verify(const VerifyArguments& arguments) {
    PEMBA_CHECK_OK(require_folder(arguments.store.directory));
    auto verified =
        verify_folder(arguments.store.directory, {.limit = std::chrono::seconds(arguments.limit)});
    if (!verified)
        return with_advice(std::move(verified).error());
    const FolderReport& report = *verified;
    const ExitStatus status = report.is_sound() ? ExitStatus::Ok : ExitStatus::Wrong;
    if (arguments.store.json) {
        fmt::print("{}\n", json::serialize(as_json(report.problems)));
        return status;
    }
    const auto style = console::Style::of(stdout);
    for (const std::string& problem : report.problems)
        fmt::print("{} damaged: {}\n", style.bad("✗"), problem);
    if (report.is_sound())
        fmt::print("{} sound: {} tuples, {} names, {} changelog entries agree\n", style.good("✓"),
                   console::grouped(report.tuples), console::grouped(report.names),
                   console::grouped(report.changelog_entries));
    if (report.is_sound() && report.trimmed)
        fmt::print("what changelogs have given up is proved as a sum only\n");
    return status;
}

} // namespace pemba::database
