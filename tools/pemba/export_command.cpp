// export: every relationship of the server to a text file, at one snapshot.
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "arguments.h"
#include "commands.h"
#include "console/progress.h"
#include "console/style.h"
#include "fields.h"
#include "messages.h"
#include "selection.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kTuplesPerBatch = 10'000;

struct ExportArguments {
    std::string file = "-";
    std::vector<std::string> filter;
    ConsistencyArguments consistency;
};

struct CloseFile {
    void operator()(std::FILE* file) const noexcept {
        if (file != stdout)
            std::fclose(file);
    }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Result<File> open_for_writing(const std::string& path) {
    if (path == "-")
        return File(stdout);
    if (std::FILE* file = std::fopen(path.c_str(), "w"))
        return File(file);
    return Error{ErrorCode::StoreFailed, fmt::format("cannot write `{}`", path), {}};
}

void write_batch(const Session& session, const json::object& batch, std::FILE* file,
                 console::Progress& progress) {
    const json::array& relationships = array_of(batch, "relationships");
    std::string text;
    for (const json::value& relationship : relationships) {
        if (!relationship.is_object())
            continue;
        text += session.json() ? json::serialize(relationship)
                               : to_string(relationship_from(relationship.get_object()));
        text += '\n';
    }
    std::fwrite(text.data(), 1, text.size(), file);
    progress.advance(relationships.size());
}

Result<json::object> request_for(const ExportArguments& arguments) {
    json::object request{{"optionalLimit", kTuplesPerBatch}};
    if (!arguments.filter.empty()) {
        PEMBA_TRY(const TupleFilter filter, filter_from(arguments.filter));
        request["optionalRelationshipFilter"] = filter_json(filter);
    }
    put_consistency(arguments.consistency, request);
    return request;
}

Result<ExitStatus> export_file(Session& session, const ExportArguments& arguments) {
    PEMBA_TRY(const json::object request, request_for(arguments));
    PEMBA_TRY(Client * server, session.client());
    PEMBA_TRY(const File file, open_for_writing(arguments.file));
    console::Progress progress(stderr, "exporting", 0);
    auto done =
        server->stream("/v1/relationships/exportbulk", request, [&](const json::object& batch) {
            write_batch(session, batch, file.get(), progress);
        });
    progress.finish();
    if (!done && progress.done() > 0)
        done.error().details.emplace_back("hint", "what was exported so far is not complete");
    PEMBA_CHECK_OK(std::move(done));
    if (std::fflush(file.get()) != 0 || std::ferror(file.get()) != 0)
        return Error{
            ErrorCode::StoreFailed,
            fmt::format("writing `{}` failed: what is there is not complete", arguments.file),
            {}};
    if (file.get() != stdout)
        fmt::print(stderr, "exported {} relationships to `{}`\n", console::grouped(progress.done()),
                   arguments.file);
    return ExitStatus::Ok;
}

} // namespace

void add_export_command(CLI::App& program, Command& command) {
    auto arguments = std::make_shared<ExportArguments>();
    CLI::App* app =
        program.add_subcommand("export", "write all relationships as text, one a line, to a file");
    app->add_option("file", arguments->file, "the file; standard output without one")
        ->type_name("FILE");
    app->add_option("--filter", arguments->filter,
                    "only these: `TYPE[:ID] [RELATION] [SUBJECT-TYPE[:ID][#RELATION]]`")
        ->expected(1, 3)
        ->type_name("TEXT");
    add_consistency_options(*app, arguments->consistency);
    on_selected(*app, command, arguments, &export_file);
}

} // namespace pemba::client
