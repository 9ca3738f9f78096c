// pembadb verify: is the file whole, and do the tables of every store agree with one another?
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/counted.h"
#include "console/style.h"
#include "pemba/verify.h"

namespace pemba::database {
namespace {

namespace json = boost::json;

json::object as_json(const FolderReport& report) {
    json::array problems;
    for (const std::string& problem : report.problems)
        problems.emplace_back(problem);
    json::object message{{"sound", report.is_sound()}, {"problems", std::move(problems)}};
    if (report.is_sound()) {
        message["tuples"] = report.tuples;
        message["names"] = report.names;
        message["changelogEntries"] = report.changelog_entries;
        message["changelogTrimmed"] = report.trimmed;
    }
    return message;
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
        fmt::print("{}\n", json::serialize(as_json(report)));
        return status;
    }
    const auto style = console::Style::of(stdout);
    for (const std::string& problem : report.problems)
        fmt::print("{} damaged: {}\n", style.bad("✗"), problem);
    if (report.is_sound())
        fmt::print("{} sound: {}, {} and {} of all stores agree\n", style.good("✓"),
                   console::counted(report.tuples, "tuple"), console::counted(report.names, "name"),
                   console::counted(report.changelog_entries, "changelog entry"));
    if (report.is_sound() && report.trimmed)
        fmt::print("what changelogs have given up is proved as a sum only\n");
    return status;
}

} // namespace pemba::database
