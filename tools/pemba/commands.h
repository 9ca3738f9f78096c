// Commands: one function for each of the program's commands, that adds it with its sub-commands to
// the command line; what is selected is put into `command`.
#pragma once

#include "session.h"

namespace CLI {
class App;
}

namespace pemba::client {

void add_schema_commands(CLI::App& program, Command& command);
void add_relationship_commands(CLI::App& program, Command& command);
void add_permission_commands(CLI::App& program, Command& command);
void add_import_command(CLI::App& program, Command& command);
void add_export_command(CLI::App& program, Command& command);
void add_backup_commands(CLI::App& program, Command& command);
void add_watch_command(CLI::App& program, Command& command);
void add_validate_command(CLI::App& program, Command& command);
void add_fga_commands(CLI::App& program, Command& command);
void add_store_commands(CLI::App& program, Command& command);
void add_context_commands(CLI::App& program, Command& command);
void add_key_commands(CLI::App& program, Command& command);

} // namespace pemba::client
