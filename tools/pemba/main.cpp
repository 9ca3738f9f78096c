// pemba: the client of a Pemba server. main() parses the command line and carries out one command.
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/command_line.h"
#include "failure.h"

namespace {

using namespace pemba;
using namespace pemba::client;

constexpr const char* kFooter = R"(
Which server: --endpoint, or PEMBA_ENDPOINT, or a saved context (`pemba context set`).
Which key: --key or --key-file, or PEMBA_KEY, or the saved context's.
Which store: --store, or PEMBA_STORE, or the saved context's; otherwise the default one.
Over https:// the server's certificate is always checked: --ca-file, --client-certificate and --client-key,
or PEMBA_CA_FILE, PEMBA_CLIENT_CERTIFICATE and PEMBA_CLIENT_KEY, or the saved context's.

Exit status: 0 done, or allowed; 1 denied (`permission check`) or not as expected (`validate`, `fga test`); 2 anything wrong.)";

constexpr const char* kCommandFooter =
    "\n--endpoint, --key, --json and other options of all commands: `pemba --help`";

void add_global_options(CLI::App& program, GlobalOptions& options) {
    ConnectionOptions& connection = options.connection;
    program
        .add_option("--endpoint", connection.endpoint, "the server, such as http://127.0.0.1:8443")
        ->type_name("URL");
    CLI::Option* key =
        program.add_option("--key", connection.key, "the key to send")->type_name("KEY");
    program.add_option("--key-file", connection.key_file, "a file whose first line is the key")
        ->type_name("FILE")
        ->excludes(key);
    program
        .add_option("--context", connection.context, "a saved context, instead of the one in use")
        ->type_name("NAME");
    program
        .add_option("--store", connection.store, "one of the server's stores (`pemba store list`)")
        ->type_name("ID");
    program
        .add_option("--ca-file", connection.tls.ca,
                    "PEM file of the authorities that an https:// server may be signed by, instead "
                    "of the system's")
        ->type_name("FILE");
    program
        .add_option("--client-certificate", connection.tls.certificate,
                    "PEM file of a certificate to show to a server that asks for one")
        ->type_name("FILE");
    program.add_option("--client-key", connection.tls.key, "PEM file of that certificate's key")
        ->type_name("FILE");
    program.add_flag("--json", options.json, "print answers as JSON, one object a line");
    program.add_flag("--zookie", options.zookie, "also print the zookie an answer was computed at");
}

int carry_out(const Command& command, const GlobalOptions& options) {
    Session session(options);
    const Result<ExitStatus> status = command(session);
    std::fflush(stdout);
    if (status)
        return static_cast<int>(status.value());
    const auto style = console::Style::of(stderr);
    fmt::print(stderr, "{}",
               options.json ? error_json(status.error()) + "\n"
                            : error_text(status.error(), style));
    return static_cast<int>(ExitStatus::Failed);
}

} // namespace

int main(int argc, char** argv) {
    CLI::App program("The client of Pemba, an authorization graph database.", "pemba");
    GlobalOptions options;
    Command command;
    program.require_subcommand(1);
    program.fallthrough(); // options of the program may stand behind a command; commands inherit it
    program.set_help_flag("-h,--help", "print this help");
    program.footer(kCommandFooter); // inherited by the commands
    add_global_options(program, options);
    add_schema_commands(program, command);
    add_relationship_commands(program, command);
    add_permission_commands(program, command);
    add_import_command(program, command);
    add_export_command(program, command);
    add_backup_commands(program, command);
    add_watch_command(program, command);
    add_validate_command(program, command);
    add_fga_commands(program, command);
    add_store_commands(program, command);
    add_context_commands(program, command);
    add_key_commands(program, command);
    program.footer(kFooter);
    program.set_version_flag("--version", "pemba " PEMBA_VERSION, "print the version");
    if (const auto status = console::parse_command_line(program, argc, argv))
        return *status;
    return carry_out(command, options);
}
