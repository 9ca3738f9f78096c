// pembadb: works on the files of a database that no server has open. main() parses the command line
// and carries out one command.
#include <cstdio>
#include <functional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/command_line.h"
#include "console/style.h"

namespace {

using namespace pemba;
using namespace pemba::database;

using Command = std::function<Result<ExitStatus>()>;

constexpr const char* kFooter = R"(
A database holds one store or more. It must not be open in a pembad, but for `backup` and what
`restore` reads. `verify` exits with 1 if it is not sound; everything else exits with 0, or with 2
if it could not be done.)";

CLI::App* add_command(CLI::App& program, const char* name, const char* help,
                      StoreArguments& store) {
    CLI::App* app = program.add_subcommand(name, help);
    app->add_option("directory", store.directory, "the database's folder")
        ->required()
        ->type_name("DIR");
    return app;
}

void add_json(CLI::App& app, bool& json) {
    app.add_flag("--json", json, "print JSON");
}

// What the commands' options are read into.
struct Arguments {
    DumpArguments dumped;
    LoadArguments loaded;
    BackUpArguments backed_up;
    RestoreArguments restored;
    VerifyArguments verified;
};

void add_verify(CLI::App& program, VerifyArguments& arguments, Command& command) {
    CLI::App* app =
        add_command(program, "verify",
                    "prove that all pages are whole and all stores' tables agree", arguments.store);
    add_json(*app, arguments.store.json);
    app->add_option("--limit", arguments.limit, "call it damaged if it takes longer; 0: never")
        ->type_name("SECONDS");
    app->callback([&] { command = [&] { return verify(arguments); }; });
}

void add_checks(CLI::App& program, Arguments& arguments, Command& command) {
    StoreArguments& store = arguments.dumped.store;
    CLI::App* stat_app =
        add_command(program, "stat", "sizes and counts, store by store and table by table", store);
    add_json(*stat_app, store.json);
    stat_app->callback([&] { command = [&] { return stat(store); }; });
    add_verify(program, arguments.verified, command);

    CLI::App* rebuild_app = add_command(program, "rebuild-index",
                                        "make all stores' index of nested groups anew", store);
    add_json(*rebuild_app, store.json);
    rebuild_app->callback([&] { command = [&] { return rebuild_index(store); }; });
    CLI::App* compact_app = add_command(
        program, "compact", "make the file small, and drop names that nothing refers to", store);
    add_json(*compact_app, store.json);
    compact_app->callback([&] { command = [&] { return compact(store); }; });
}

void add_dumps(CLI::App& program, Arguments& arguments, Command& command) {
    DumpArguments& dumped = arguments.dumped;
    LoadArguments& loaded = arguments.loaded;
    CLI::App* dump_app = add_command(
        program, "dump", "write one store's schema and relationships as text", dumped.store);
    dump_app->add_option("file", dumped.file, "the file; standard output without one")
        ->type_name("FILE");
    dump_app->add_option("--store", dumped.store_id, "which store, by its id")
        ->type_name("ID")
        ->capture_default_str();
    dump_app->callback([&] { command = [&] { return dump(dumped); }; });

    CLI::App* load_app =
        add_command(program, "load", "make a new database from a dump or a text", loaded.store);
    load_app
        ->add_option("file", loaded.file,
                     "a dump, or with --schema relationships, one a line; `-` is standard input")
        ->required()
        ->type_name("FILE");
    load_app->add_option("--schema", loaded.schema_file, "the schema of the relationships")
        ->type_name("FILE");
    add_json(*load_app, loaded.store.json);
    load_app->callback([&] { command = [&] { return load(loaded); }; });
}

void add_copies(CLI::App& program, Arguments& arguments, Command& command) {
    BackUpArguments& backed_up = arguments.backed_up;
    CLI::App* backup_app = add_command(
        program, "backup", "copy all stores, also while a pembad serves them", backed_up.store);
    backup_app->add_option("target", backed_up.target, "the copy's folder, new or empty")
        ->required()
        ->type_name("TARGET");
    add_json(*backup_app, backed_up.store.json);
    backup_app->callback([&] { command = [&] { return back_up(backed_up); }; });

    RestoreArguments& restored = arguments.restored;
    CLI::App* restore_app = program.add_subcommand(
        "restore", "make a new database of a copied one, as it stood at a point");
    restore_app->add_option("backup", restored.backup, "the copy's folder")
        ->required()
        ->type_name("BACKUP");
    restore_app->add_option("directory", restored.target, "the new database's folder, new or empty")
        ->required()
        ->type_name("DIR");
    restore_app
        ->add_option("--changelog-of", restored.changelog_of,
                     "the folder that was copied, whose changelog goes on")
        ->type_name("DIR");
    restore_app
        ->add_option("--to", restored.to,
                     "a revision of --store, or a time, up to which all stores are restored; the "
                     "newest without one")
        ->type_name("REVISION|TIME");
    restore_app->add_option("--store", restored.store_id, "whose revision it is, by its id")
        ->type_name("ID")
        ->capture_default_str();
    restore_app->add_option("--without", restored.without, "stores to leave out, by their ids")
        ->type_name("ID,ID");
    add_json(*restore_app, restored.json);
    restore_app->callback([&] { command = [&] { return restore(restored); }; });
}

void print_error(const Error& error) {
    const auto style = console::Style::of(stderr);
    fmt::print(stderr, "{}{}\n", style.bad("error: "), error.message);
    if (const std::string hint = error.detail("hint"); !hint.empty())
        fmt::print(stderr, "  {}{}\n", style.quiet("hint: "), hint);
}

} // namespace

int main(int argc, char** argv) {
    CLI::App program("Looks after the files of a Pemba database.", "pembadb");
    Arguments arguments;
    Command command;
    program.require_subcommand(1);
    add_checks(program, arguments, command);
    add_dumps(program, arguments, command);
    add_copies(program, arguments, command);
    program.footer(kFooter);
    program.set_version_flag("--version", "pembadb " PEMBA_VERSION);
    if (const auto status = console::parse_command_line(program, argc, argv))
        return *status;
    const Result<ExitStatus> status = command();
    std::fflush(stdout);
    if (status)
        return static_cast<int>(status.value());
    print_error(status.error());
    return static_cast<int>(ExitStatus::Failed);
}
