// pembadb restore: a new store out of a copied one, as it stood at a point.
#include <charconv>
#include <ranges>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"
#include "console/table.h"
#include "pemba/maintenance.h"

namespace pemba::database {
namespace {

namespace json = boost::json;
using Why = RestoreResult::LeftOut::Why;

std::vector<std::string> parts_of(std::string_view list) {
    std::vector<std::string> parts;
    for (const auto part : std::views::split(list, ','))
        if (!part.empty())
            parts.emplace_back(part.begin(), part.end());
    return parts;
}

Result<RestoreRequest> request_of(const RestoreArguments& arguments) {
    RestoreRequest request{.backup = arguments.backup,
                           .target = arguments.target,
                           .changelog_of = {},
                           .to_time = {},
                           .to_revision = {}};
    if (!arguments.changelog_of.empty())
        request.changelog_of = arguments.changelog_of;
    request.without = parts_of(arguments.without);
    const std::string& to = arguments.to;
    if (to.empty())
        return request;
    std::uint64_t revision = 0;
    const auto [end, failure] = std::from_chars(to.data(), to.data() + to.size(), revision);
    if (failure == std::errc{} && end == to.data() + to.size()) {
        request.to_revision = RestoreRequest::Point{arguments.store_id, revision};
        return request;
    }
    const auto time = parse_timestamp(to);
    if (!time)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("`--to {}` is neither a revision, such as 17, nor a time, such as "
                                 "2026-11-25T12:00:00Z",
                                 to),
                     {}};
    request.to_time = *time;
    return request;
}

const char* text_of(Why why) {
    using enum RestoreResult::LeftOut::Why;
    switch (why) {
    case Asked: return "left out, as asked";
    case MadeLater: return "left out, it was made after the point";
    case Deleted: return "left out, it was deleted after the backup";
    }
    return "left out";
}

std::string work_done(const RestoreResult::Store& store) {
    if (store.undone > 0)
        return fmt::format("{} undone", console::grouped(store.undone));
    return store.replayed > 0 ? fmt::format("{} replayed", console::grouped(store.replayed))
                              : "as in the backup";
}

std::string as_text(const RestoreResult& result, const std::string& target) {
    using enum console::Align;
    console::Table table({Left, Left, Right, Left, Left});
    table.add({"store", "name", "revision", "written at", "revisions"});
    for (const auto& store : result.stores)
        table.add({store.id, store.name, console::grouped(store.revision),
                   store.written_at ? to_string(*store.written_at) : "", work_done(store)});
    for (const auto& store : result.left_out)
        table.add({store.id, store.name, "", "", text_of(store.why)});
    return table.text() + fmt::format("restored to `{}`; zookies, cursors and ids of schemas of "
                                      "before are refused there\n",
                                      target);
}

const char* name_of(Why why) {
    using enum RestoreResult::LeftOut::Why;
    switch (why) {
    case Asked: return "asked";
    case MadeLater: return "madeLater";
    case Deleted: return "deleted";
    }
    return "";
}

json::object as_json(const RestoreResult& result) {
    json::array stores, left_out;
    for (const auto& store : result.stores) {
        json::object row{
            {"id", store.id},       {"name", store.name},     {"revision", store.revision},
            {"writtenAt", nullptr}, {"undone", store.undone}, {"replayed", store.replayed}};
        if (store.written_at)
            row["writtenAt"] = to_string(*store.written_at);
        stores.push_back(std::move(row));
    }
    for (const auto& store : result.left_out)
        left_out.push_back({{"id", store.id}, {"name", store.name}, {"why", name_of(store.why)}});
    return {{"stores", std::move(stores)}, {"leftOut", std::move(left_out)}};
}

// The stores that are in the way can be left out.
Error with_what_can_be_left_out(Error error) {
    if (error.code != ErrorCode::SnapshotUnavailable)
        return error;
    std::string ids;
    for (const auto& [key, value] : error.details)
        if (key == "store")
            ids += (ids.empty() ? "" : ",") + value;
    std::string hint = "take a backup from nearer to the point, or another point";
    if (!ids.empty())
        hint += fmt::format(", or restore the others with `--without {}`", ids);
    error.details.emplace_back("hint", std::move(hint));
    return error;
}

} // namespace

Result<ExitStatus> restore(const RestoreArguments& arguments) {
    PEMBA_TRY(const RestoreRequest request, request_of(arguments));
    auto done = pemba::restore(request);
    if (!done)
        return with_advice(with_what_can_be_left_out(std::move(done).error()));
    fmt::print("{}", arguments.json ? json::serialize(as_json(*done)) + "\n"
                                    : as_text(*done, arguments.target));
    return ExitStatus::Ok;
}

} // namespace pemba::database
