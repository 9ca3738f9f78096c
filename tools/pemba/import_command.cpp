// import: relationship text from a file to the server, in batches.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/counted.h"
#include "console/file.h"
#include "console/progress.h"
#include "console/style.h"
#include "console/tuple_lines.h"
#include "importer.h"
#include "migration.h"
#include "selection.h"
#include "validation_file.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

struct ImportArguments {
    std::string file;
    ImportOptions options;
    bool validation_file = false; ///< the file is one, and its schema is written first
    SourceArguments source;       ///< if its system is not empty
    TargetArguments target;
};

void print_result(const Session& session, const console::Progress& progress,
                  const Importer& importer) {
    if (session.json()) {
        json::object result{{"imported", std::to_string(progress.done())},
                            {"batches", importer.batches()},
                            {"seconds", progress.seconds()}};
        if (!importer.zookie().empty())
            result["writtenAt"] = json::object{{"token", importer.zookie()}};
        session.print_json(result);
        return;
    }
    fmt::print("imported {} in {:.2f} s ({}/s)\n",
               console::counted(progress.done(), "relationship"), progress.seconds(),
               console::grouped(progress.rate()));
    if (!importer.zookie().empty())
        session.print_written(importer.zookie());
}

Error stopped(Error error, const ImportOptions& options, const console::Progress& progress) {
    const std::uint64_t done = options.skip + progress.done();
    if (error.detail("code") == "ALREADY_EXISTS")
        error.details.emplace_back("hint", "`pemba import --touch` takes what is there already");
    if (progress.done() > 0)
        error.details.emplace_back("hint",
                                   fmt::format("imported {}; go on behind with --skip {}",
                                               console::counted(done, "relationship"), done));
    else
        error.details.emplace_back("hint", "nothing was imported");
    return error;
}

// The schema of a validation file, and then its relationships.
Result<ExitStatus> import_validation_file(Session& session, const ImportArguments& arguments) {
    PEMBA_TRY(const ValidationFile file, read_validation_file(arguments.file));
    PEMBA_TRY(const auto written, session.call("/v1/schema/write", {{"schema", file.schema}}));
    (void)written;
    console::Progress progress(stderr, "importing", file.tuples.size());
    Importer importer(session, arguments.options, progress);
    if (auto done = importer.add_all(file.tuples); !done)
        return stopped(std::move(done).error(), arguments.options, progress);
    progress.finish();
    print_result(session, progress, importer);
    return ExitStatus::Ok;
}

// A whole store, of another system or server.
Result<ExitStatus> import_store(Session& session, const ImportArguments& arguments) {
    SourceArguments from = arguments.source;
    from.location = arguments.file;
    PEMBA_TRY(const auto source, open_source(from));
    return migrate(session, *source, arguments.target);
}

Result<ExitStatus> import_file(Session& session, const ImportArguments& arguments) {
    if (!arguments.source.system.empty())
        return import_store(session, arguments);
    if (arguments.validation_file)
        return import_validation_file(session, arguments);
    PEMBA_TRY(const std::string text, console::read_file(arguments.file));
    const std::string name = console::display_name(arguments.file);
    PEMBA_TRY(const std::size_t total, console::count_tuples(text, name));
    const std::uint64_t left = total - std::min<std::uint64_t>(arguments.options.skip, total);
    console::Progress progress(stderr, "importing", left);
    Importer importer(session, arguments.options, progress);
    if (auto done = importer.add_lines(console::TupleLines(text, name)); !done)
        return stopped(std::move(done).error(), arguments.options, progress);
    progress.finish();
    print_result(session, progress, importer);
    return ExitStatus::Ok;
}

// What only goes with --from.
void add_migration_options(CLI::App& app, CLI::Option& from, ImportArguments& arguments) {
    SourceArguments& source = arguments.source;
    const auto needs_from = [&](CLI::Option* option) { return option->needs(&from); };
    CLI::Option* key =
        needs_from(app.add_option("--from-key", source.key, "the other server's key"));
    key->type_name("KEY");
    needs_from(app.add_option("--from-key-file", source.key_file,
                              "a file whose first line is the other server's key"))
        ->excludes(key)
        ->type_name("FILE");
    needs_from(app.add_option("--from-store", source.store, "which of the other server's stores"))
        ->type_name("ID");
    needs_from(app.add_flag("--all-models", source.all_models,
                            "of OpenFGA's: all models, not only the newest"));
    needs_from(app.add_option("--model", source.model_file,
                              "of OpenFGA's: the model of a file that holds tuples only"))
        ->type_name("FILE");
    needs_from(app.add_flag_callback(
        "--allow-external-files", [&source] { source.external = openfga::ExternalFiles::Allowed; },
        "of OpenFGA's: a store file may name files outside its own folder"));
    needs_from(app.add_option("--name", arguments.target.name, "make a store of this name for it"))
        ->type_name("NAME");
}

} // namespace

void add_import_command(CLI::App& program, Command& command) {
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App* app = program.add_subcommand(
        "import", "write the relationships of a text file, one a line; // begins a comment line; "
                  "or move a whole store here, with --from");
    app->add_option("file", arguments->file,
                    "the file; `-` is standard input; with --from a file or a URL")
        ->required()
        ->type_name("FILE");
    CLI::Option* touch = app->add_flag("--touch", arguments->options.touch,
                                       "relationships that are there already are fine");
    CLI::Option* batch_size = app->add_option("--batch-size", arguments->options.batch_size,
                                              "relationships that are written in one step")
                                  ->check(CLI::Range(1U, kTuplesPerImport))
                                  ->capture_default_str()
                                  ->type_name("N");
    CLI::Option* skip =
        app->add_option("--skip", arguments->options.skip, "leave out the first N relationships")
            ->type_name("N");
    CLI::Option* validation_file =
        app->add_flag(
               "--from-validation-file", arguments->validation_file,
               "the file is a validation file: its schema is written, then its relationships")
            ->excludes(skip);
    CLI::Option* from = app->add_option("--from", arguments->source.system,
                                        "take a whole store of this system: its schema and tuples")
                            ->check(CLI::IsMember({"openfga", "spicedb"}))
                            ->type_name("openfga|spicedb");
    for (CLI::Option* option : {touch, batch_size, skip, validation_file})
        from->excludes(option);
    add_migration_options(*app, *from, *arguments);
    on_selected(*app, command, arguments, &import_file);
}

} // namespace pemba::client
