// relationship create|touch|delete|bulk-delete|read: the command line of writing and reading
// tuples.
#include <CLI/CLI.hpp>

#include "commands.h"
#include "relationship_changes.h"
#include "selection.h"

namespace pemba::client {
namespace {

constexpr const char* kDelete = "OPERATION_DELETE";

void add_carried_options(CLI::App& write, CarriedArguments& carried) {
    write
        .add_option("--caveat", carried.caveat,
                    "what the relationships rest on: `NAME`, or `NAME:JSON` with values: "
                    "'on_day:{\"allowed\":\"monday\"}'")
        ->type_name("CAVEAT");
    write
        .add_option("--expiration-time", carried.expiration_time,
                    "when they end to be, in RFC 3339: 2030-01-01T00:00:00Z")
        ->type_name("TIME");
}

void add_write(CLI::App& group, Command& command, const char* name, const char* help,
               const char* operation) {
    auto arguments = std::make_shared<WriteArguments>();
    arguments->verb = name;
    arguments->operation = operation;
    CLI::App* write = group.add_subcommand(name, help);
    write
        ->add_option(
            "words", arguments->words,
            "`RESOURCE RELATION SUBJECT`, or `RESOURCE#RELATION@SUBJECT`; none, or `-`: one "
            "a line on standard input")
        ->type_name("TEXT");
    write
        ->add_option("--batch-size", arguments->batch_size,
                     "written in one step from standard input")
        ->check(CLI::Range(1U, kUpdatesPerWrite))
        ->capture_default_str()
        ->type_name("N");
    if (arguments->operation != kDelete) // which takes no notice of what a relationship carries
        add_carried_options(*write, arguments->carried);
    on_selected(*write, command, arguments, &write_relationships);
}

constexpr const char* kFilterHelp =
    "`TYPE[:ID] [RELATION] [SUBJECT-TYPE[:ID][#RELATION]]`; an id that ends with % is a prefix, "
    "a relation \"\" is any";

void add_bulk_delete(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<BulkDeleteArguments>();
    CLI::App* app = group.add_subcommand("bulk-delete", "delete what a filter matches");
    app->add_option("filter", arguments->filter, kFilterHelp)
        ->required()
        ->expected(1, 3)
        ->type_name("TEXT");
    app->add_option("--limit", arguments->limit, "refuse to delete more than so many")
        ->check(CLI::Range(1U, kDeletesPerCall))
        ->capture_default_str()
        ->type_name("N");
    app->add_flag("--force", arguments->force, "delete however many match, --limit at a time");
    on_selected(*app, command, arguments, &delete_in_bulk);
}

void add_read(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<ReadArguments>();
    CLI::App* app = group.add_subcommand("read", "show the relationships a filter matches");
    app->add_option("filter", arguments->filter, kFilterHelp)
        ->required()
        ->expected(1, 3)
        ->type_name("TEXT");
    app->add_option("--limit", arguments->limit, "stop after so many; 0: all")->type_name("N");
    add_consistency_options(*app, arguments->consistency);
    on_selected(*app, command, arguments, &read_relationships);
}

} // namespace

void add_relationship_commands(CLI::App& program, Command& command) {
    CLI::App* group =
        program.add_subcommand("relationship", "write, delete and read relationships");
    group->require_subcommand(1);
    add_write(*group, command, "create", "write relationships that are not there yet",
              "OPERATION_CREATE");
    add_write(*group, command, "touch", "write relationships, whether or not they are there",
              "OPERATION_TOUCH");
    add_write(*group, command, "delete", "delete relationships, whether or not they are there",
              kDelete);
    add_bulk_delete(*group, command);
    add_read(*group, command);
}

} // namespace pemba::client
