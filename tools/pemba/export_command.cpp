// export: every relationship of the server to a text file, at one snapshot.
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "arguments.h"
#include "commands.h"
#include "console/counted.h"
#include "console/output_file.h"
#include "console/progress.h"
#include "console/style.h"
#include "messages/messages.h"
#include "relationship_stream.h"
#include "selection.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

struct ExportArguments {
    std::string file = "-";
    std::vector<std::string> filter;
    ConsistencyArguments consistency;
};

std::string text_of_batch(const Session& session, const json::array& relationships) {
    std::string text;
    for (const json::value& relationship : relationships) {
        if (!relationship.is_object())
            continue;
        text += session.json() ? json::serialize(relationship)
                               : to_string(relationship_from(relationship.get_object()));
        text += '\n';
    }
    return text;
}

Result<json::object> question_of(const ExportArguments& arguments) {
    json::object question;
    if (!arguments.filter.empty()) {
        PEMBA_TRY(const TupleFilter filter, filter_from(arguments.filter));
        question["optionalRelationshipFilter"] = filter_json(filter);
    }
    put_consistency(arguments.consistency, question);
    return question;
}

Result<ExitStatus> export_file(Session& session, const ExportArguments& arguments) {
    PEMBA_TRY(json::object question, question_of(arguments));
    PEMBA_TRY(auto file, console::OutputFile::open(arguments.file));
    console::Progress progress(stderr, "exporting", 0);
    auto done = stream_relationships(session, std::move(question), [&](const json::array& batch) {
        file.write(text_of_batch(session, batch));
        progress.advance(batch.size());
    });
    progress.finish();
    if (!done && progress.done() > 0 && file.is_standard_output())
        done.error().details.emplace_back("hint", "what was exported so far is not complete");
    PEMBA_CHECK_OK(std::move(done));
    PEMBA_CHECK_OK(file.commit());
    if (!file.is_standard_output())
        fmt::print(stderr, "exported {} to `{}`\n",
                   console::counted(progress.done(), "relationship"), arguments.file);
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
