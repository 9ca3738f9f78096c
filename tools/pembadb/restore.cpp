// pembadb restore: a new store out of a copied one, as it stood at a point.
#include <charconv>

#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"
#include "console/table.h"
#include "pemba/maintenance.h"

namespace pemba::database {
namespace {

Result<RestoreRequest> request_of(const RestoreArguments& arguments) {
    RestoreRequest request{.backup = arguments.backup,
                           .target = arguments.target,
                           .changelog_of = {},
                           .to_time = {},
                           .to_revision = {}};
    if (!arguments.changelog_of.empty())
        request.changelog_of = arguments.changelog_of;
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

std::string work_done(const RestoreResult::Store& store) {
    if (store.undone > 0)
        return fmt::format("{} undone", console::grouped(store.undone));
    return store.replayed > 0 ? fmt::format("{} replayed", console::grouped(store.replayed))
                              : "as in the backup";
}

} // namespace

Result<ExitStatus> restore(const RestoreArguments& arguments) {
    PEMBA_TRY(const RestoreRequest request, request_of(arguments));
    auto done = pemba::restore(request);
    if (!done)
        return with_advice(std::move(done).error());
    using enum console::Align;
    console::Table table({Left, Left, Right, Left});
    table.add({"store", "name", "revision", "revisions"});
    for (const auto& store : done->stores)
        table.add({store.id, store.name, console::grouped(store.revision), work_done(store)});
    fmt::print("{}", table.text());
    fmt::print(
        "restored to `{}`; zookies, cursors and ids of schemas of before are refused there\n",
        arguments.target);
    return ExitStatus::Ok;
}

} // namespace pemba::database
