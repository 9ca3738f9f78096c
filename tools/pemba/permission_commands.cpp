// permission check|bulk|expand|lookup-resources|lookup-subjects: the command line of the questions.
#include <CLI/CLI.hpp>

#include "commands.h"
#include "permission_questions.h"
#include "selection.h"

namespace pemba::client {
namespace {

void add_words(CLI::App& app, std::vector<std::string>& words, const char* help) {
    app.add_option("question", words, help)->type_name("TEXT")->required();
}

void add_check(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* check = group.add_subcommand("check", "may a subject do something with a resource?");
    add_words(*check, arguments->words,
              "`RESOURCE PERMISSION SUBJECT`, or all in one: `RESOURCE#PERMISSION@SUBJECT`");
    check->add_flag("--explain", arguments->explain, "show why, as a tree");
    add_context_option(*check, arguments->context);
    add_consistency_options(*check, arguments->consistency);
    on_selected(*check, command, arguments, &check_permission);
}

void add_bulk(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<BulkArguments>();
    CLI::App* bulk = group.add_subcommand("bulk", "many checks at one snapshot");
    bulk->add_option(
            "questions", arguments->questions,
            "`RESOURCE#PERMISSION@SUBJECT` each; none, or `-`: one a line on standard input")
        ->type_name("TEXT");
    bulk->add_flag("--explain", arguments->explain, "show why, as a tree each");
    add_context_option(*bulk, arguments->context);
    add_consistency_options(*bulk, arguments->consistency);
    on_selected(*bulk, command, arguments, &check_in_bulk);
}

void add_expand(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<ExpandArguments>();
    CLI::App* expand =
        group.add_subcommand("expand", "how the subjects of a permission come about");
    add_words(*expand, arguments->words,
              "`RESOURCE PERMISSION` (or `PERMISSION RESOURCE`, as zed has it), or "
              "`RESOURCE#PERMISSION`");
    add_consistency_options(*expand, arguments->consistency);
    on_selected(*expand, command, arguments, &expand_permission);
}

void add_lookup_resources(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<LookupResourcesArguments>();
    CLI::App* lookup = group.add_subcommand("lookup-resources",
                                            "which resources may a subject do something with?");
    lookup->add_option("type", arguments->type, "the resources' type")->required();
    lookup->add_option("permission", arguments->permission, "what may be done")->required();
    lookup->add_option("subject", arguments->subject, "who: `user:ann`, `team:core#member`")
        ->required();
    lookup->add_option("--limit", arguments->limit, "stop after so many; 0: all")->type_name("N");
    lookup->add_option("--cursor", arguments->cursor, "go on where --show-cursor left off")
        ->type_name("TOKEN");
    lookup->add_flag("--show-cursor", arguments->show_cursor,
                     "print the cursor behind the last one");
    add_context_option(*lookup, arguments->context);
    add_consistency_options(*lookup, arguments->consistency);
    on_selected(*lookup, command, arguments, &lookup_resources);
}

void add_lookup_subjects(CLI::App& group, Command& command) {
    auto arguments = std::make_shared<LookupSubjectsArguments>();
    CLI::App* lookup =
        group.add_subcommand("lookup-subjects", "who may do something with a resource?");
    lookup->add_option("resource", arguments->resource, "such as `repository:pemba`")->required();
    lookup->add_option("permission", arguments->permission, "what may be done")->required();
    lookup->add_option("subjects", arguments->subjects, "the subjects' type: `user`, `team#member`")
        ->required();
    add_context_option(*lookup, arguments->context);
    add_consistency_options(*lookup, arguments->consistency);
    on_selected(*lookup, command, arguments, &lookup_subjects);
}

} // namespace

void add_permission_commands(CLI::App& program, Command& command) {
    CLI::App* group = program.add_subcommand("permission", "ask who may do what, and why");
    group->require_subcommand(1);
    add_check(*group, command);
    add_bulk(*group, command);
    add_expand(*group, command);
    add_lookup_resources(*group, command);
    add_lookup_subjects(*group, command);
}

} // namespace pemba::client
