// schema read|write|check|format|diff: the command line of the schema.
#include <CLI/CLI.hpp>

#include "commands.h"
#include "schema_work.h"
#include "selection.h"

namespace pemba::client {
namespace {

constexpr const char* kFileHelp = "a .zed file; `-` is standard input";

void add_check(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<SchemaFiles>();
    CLI::App* app =
        group.add_subcommand("check", "compile files here and say what is wrong with them");
    app->add_option("files", arguments->files, kFileHelp)->required()->type_name("FILE");
    on_selected(*app, command, arguments, &check_schemas);
}

void add_format(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<FormatArguments>();
    CLI::App* app =
        group.add_subcommand("format", "lay a file out in the canonical form and print it");
    app->add_option("file", arguments->file, kFileHelp)->required()->type_name("FILE");
    app->add_flag("-w,--write", arguments->write, "write it back to the file instead");
    on_selected(*app, command, arguments, &format_schema);
}

void add_diff(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<SchemaFiles>();
    CLI::App* app = group.add_subcommand(
        "diff",
        "what changes from the server's schema to a file's, or from one file's to another's");
    app->add_option("files", arguments->files, kFileHelp)
        ->required()
        ->expected(1, 2)
        ->type_name("FILE");
    on_selected(*app, command, arguments, &diff_schemas);
}

} // namespace

void add_schema_commands(CLI::App& program, Command& command) {
    CLI::App* group = program.add_subcommand("schema", "read, write and work on the schema");
    group->require_subcommand(1);

    auto nothing = std::make_shared<SchemaFiles>();
    CLI::App* read = group->add_subcommand("read", "print the server's schema");
    on_selected(*read, command, nothing, &read_schema);

    auto written = std::make_shared<WriteSchemaArguments>();
    CLI::App* write =
        group->add_subcommand("write", "compile a file and make it the server's schema");
    write->add_option("file", written->file, kFileHelp)->required()->type_name("FILE");
    write->add_flag("--dry-run", written->dry_run,
                    "write nothing: say what would change, and all that it would break");
    on_selected(*write, command, written, &write_schema);

    add_check(*group, command);
    add_format(*group, command);
    add_diff(*group, command);
}

} // namespace pemba::client
