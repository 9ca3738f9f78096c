// watch: what happens to the server's relationships, as it happens, over every broken connection.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "arguments.h"
#include "commands.h"
#include "messages/fields.h"
#include "messages/messages.h"
#include "selection.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstPause = 250ms, kLongestPause = 10s;

struct WatchArguments {
    std::vector<std::string> filter;
    std::vector<std::string> types;
    std::string since;
    bool schema = false;
    bool checkpoints = false;
    bool no_follow = false;
};

json::object request_for(const WatchArguments& arguments, const TupleFilter& filter,
                         const std::string& since) {
    // Checkpoints are asked for in any case: the first one tells where a watch without --since
    // begins, so that a connection that breaks before the first change loses none.
    json::array kinds{"WATCH_KIND_INCLUDE_RELATIONSHIP_UPDATES", "WATCH_KIND_INCLUDE_CHECKPOINTS"};
    if (arguments.schema)
        kinds.emplace_back("WATCH_KIND_INCLUDE_SCHEMA_UPDATES");
    json::object request{{"optionalUpdateKinds", std::move(kinds)}};
    if (!arguments.types.empty())
        request["optionalObjectTypes"] =
            json::array(arguments.types.begin(), arguments.types.end());
    if (!filter.is_empty())
        request["optionalRelationshipFilters"] = json::array{filter_json(filter)};
    if (!since.empty())
        request["optionalStartCursor"] = json::object{{"token", since}};
    return request;
}

// Prints one revision; whether it is one that was asked for.
class Printer {
public:
    Printer(const Session& session, const WatchArguments& arguments)
        : session_(session), arguments_(arguments) {}

    void print(const json::object& event) const {
        const bool checkpoint = is_true(event, "isCheckpoint");
        if (checkpoint && !arguments_.checkpoints)
            return;
        if (session_.json())
            session_.print_json(event);
        else
            print_text(event, checkpoint);
        std::fflush(stdout);
    }

private:
    void print_text(const json::object& event, bool checkpoint) const {
        const auto& style = session_.style();
        if (checkpoint)
            fmt::print("{}\n", style.quiet("checkpoint  everything so far has been told"));
        if (is_true(event, "schemaUpdated"))
            fmt::print("{}  the schema was written\n", style.strong("schema    "));
        for (const json::value& update : array_of(event, "updates"))
            if (update.is_object())
                print_update(update.get_object());
        const json::object& metadata = object_of(event, "optionalTransactionMetadata");
        if (!metadata.empty())
            fmt::print("{}\n", style.quiet("metadata    " + json::serialize(metadata)));
        session_.print_zookie(event, "changesThrough");
    }

    void print_update(const json::object& update) const {
        const auto& style = session_.style();
        const bool deleted = text_of(update, "operation") == "OPERATION_DELETE";
        fmt::print("{}  {}\n", deleted ? style.bad("deleted   ") : style.good("touched   "),
                   to_string(relationship_from(object_of(update, "relationship"))));
    }

    const Session& session_;
    const WatchArguments& arguments_;
};

// Whether it is worth trying again: the connection broke, or the server is stopping.
bool is_passing(const Error& error) {
    return error.code == ErrorCode::StoreFailed || error.detail("code") == "UNAVAILABLE";
}

void wait_before_next(const Error& error, const console::Style& style,
                      std::chrono::milliseconds pause) {
    fmt::print(stderr, "{}\n",
               style.quiet(fmt::format("{}; watching on in {:.1f} s", error.message,
                                       std::chrono::duration<double>(pause).count())));
    std::this_thread::sleep_for(pause);
}

Result<ExitStatus> watch(Session& session, const WatchArguments& arguments) {
    TupleFilter filter;
    if (!arguments.filter.empty()) {
        PEMBA_TRY(filter, filter_from(arguments.filter));
    }
    PEMBA_TRY(Client * server, session.client());
    const Printer printer(session, arguments);
    std::string since = arguments.since;
    auto pause = kFirstPause;
    for (bool connected = false;;) {
        auto done = server->follow(
            "/v1/watch", request_for(arguments, filter, since), [&](const json::object& event) {
                connected = true;
                pause = kFirstPause;
                printer.print(event);
                since = zookie_of(event, "changesThrough");
                return !(arguments.no_follow && is_true(event, "isCheckpoint"));
            });
        if (done)
            return ExitStatus::Ok;
        if (!connected || !is_passing(done.error())) // a server that never answered is a mistake
            return std::move(done).error();
        wait_before_next(done.error(), console::Style::of(stderr), pause);
        pause = std::min(2 * pause, kLongestPause);
    }
}

} // namespace

void add_watch_command(CLI::App& program, Command& command) {
    auto arguments = std::make_shared<WatchArguments>();
    CLI::App* app = program.add_subcommand(
        "watch", "show what is written and deleted, as it happens, until interrupted");
    CLI::Option* filter = app->add_option("filter", arguments->filter,
                                          "only these: `TYPE[:ID] [RELATION] "
                                          "[SUBJECT-TYPE[:ID][#RELATION]]`")
                              ->expected(0, 3)
                              ->type_name("TEXT");
    app->add_option("--type", arguments->types, "only of these types of objects")
        ->allow_extra_args(false)
        ->excludes(filter)
        ->type_name("TYPE");
    app->add_option("--since", arguments->since, "begin after this zookie; otherwise with now")
        ->type_name("ZOOKIE");
    app->add_flag("--schema", arguments->schema, "also tell when the schema is written");
    app->add_flag("--checkpoints", arguments->checkpoints,
                  "also tell when everything so far has been told");
    app->add_flag("--no-follow", arguments->no_follow, "end once everything so far has been told");
    on_selected(*app, command, arguments, &watch);
}

} // namespace pemba::client
