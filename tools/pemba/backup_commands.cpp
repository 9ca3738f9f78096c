// backup create|restore|verify: the command line of backups.
#include <CLI/CLI.hpp>

#include "backup_work.h"
#include "commands.h"
#include "selection.h"

namespace pemba::client {
namespace {

struct SubCommand {
    const char* name;
    const char* help;
    const char* file_help;
    const char* force_help; ///< nullptr: it has no --force
    Result<ExitStatus> (*run)(Session&, const BackupArguments&);
};

constexpr SubCommand kSubCommands[] = {
    {"create", "write schema and relationships of one snapshot to a file",
     "the file, which must not be there; `-` is standard output", "replace a file that is there",
     &create_backup},
    {"restore", "fill an empty server from a backup, and count what it holds then",
     "the backup; `-` is standard input",
     "a server that is not empty: replace its schema, keep its relationships, touch the backup's",
     &restore_backup},
    {"verify", "prove that a backup is whole, without a server",
     "the backup; `-` is standard input", nullptr, &verify_backup},
};

} // namespace

void add_backup_commands(CLI::App& program, Command& command) {
    CLI::App* group = program.add_subcommand(
        "backup", "schema and relationships of a server in one file, and back");
    group->require_subcommand(1);
    for (const SubCommand& each : kSubCommands) {
        auto arguments = std::make_shared<BackupArguments>();
        CLI::App* app = group->add_subcommand(each.name, each.help);
        app->add_option("file", arguments->file, each.file_help)->required()->type_name("FILE");
        if (each.force_help != nullptr)
            app->add_flag("--force", arguments->force, each.force_help);
        on_selected(*app, command, arguments, each.run);
    }
}

} // namespace pemba::client
