// The command line, by CLI11.
#include "cli/options.h"

#include <CLI/CLI.hpp>

namespace pemba::schema::cli {

namespace {

void add_file(CLI::App& command, Common& common) {
    command.add_option("FILE", common.file, "the schema, or - for the standard input")
        ->required()
        ->option_text(" ");
}

void add_format(CLI::App& command, Common& common) {
    const std::map<std::string, DiagnosticFormat> formats{{"text", DiagnosticFormat::Text},
                                                          {"json", DiagnosticFormat::Json}};
    command.add_option("--format", common.format, "how diagnostics are printed: text or json")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->option_text("text|json");
}

void add_json(CLI::App& command, Common& common) {
    command.add_flag_callback(
        "--json", [&common] { common.format = DiagnosticFormat::Json; }, "as --format json");
}

void add_colour(CLI::App& command, Common& common) {
    const std::map<std::string, ColourMode> colours{
        {"auto", ColourMode::Auto}, {"always", ColourMode::Always}, {"never", ColourMode::Never}};
    command
        .add_option("--colour,--color", common.colour,
                    "colours in text: auto (on a terminal), always or never")
        ->transform(CLI::CheckedTransformer(colours).description(""))
        ->option_text("auto|always|never");
}

void add_root(CLI::App& command, Common& common) {
    command
        .add_option("--root", common.root,
                    "the folder that imports may not leave; without it that of the schema")
        ->option_text("DIR");
}

/// What all commands take that read one schema.
void add_common(CLI::App& command, Common& common) {
    add_file(command, common);
    add_format(command, common);
    add_colour(command, common);
}

CLI::App* add_compile(CLI::App& app, CompileCommand& compile) {
    CLI::App* command = app.add_subcommand("compile", "write the compiled schema to a file");
    add_common(*command, compile.common);
    add_root(*command, compile.common);
    command->add_option("-o,--output", compile.output, "where to write it")
        ->required()
        ->option_text("FILE");
    command->add_flag_callback(
        "--to-zed", [&compile] { compile.kind = CompileOutput::Zed; },
        "write one text without imports and partials, as a server takes it");
    return command;
}

CLI::App* add_diff(CLI::App& app, DiffCommand& diff) {
    CLI::App* command = app.add_subcommand("diff", "tell what changes from one schema to another");
    add_common(*command, diff.common);
    add_root(*command, diff.common);
    command->add_option("NEWER", diff.newer, "the schema to compare it with")
        ->required()
        ->option_text(" ");
    add_json(*command, diff.common);
    return command;
}

CLI::App* add_lint(CLI::App& app, LintCommand& lint) {
    CLI::App* command = app.add_subcommand("lint", "print what is wrong, and advice");
    command->add_option("FILE", lint.files, "the schemas, or - for the standard input")
        ->required()
        ->option_text("...");
    add_format(*command, lint.common);
    add_json(*command, lint.common);
    add_colour(*command, lint.common);
    add_root(*command, lint.common);
    command->add_flag("--fix", lint.fixes, "make the fixes in the files, tell which");
    command->add_flag("--deny", lint.denies, "exit with 1 on any warning");
    return command;
}

CLI::App* add_graph(CLI::App& app, GraphCommand& graph) {
    const std::map<std::string, GraphFormat> formats{{"dot", GraphFormat::Dot},
                                                     {"svg", GraphFormat::Svg}};
    CLI::App* command = app.add_subcommand("graph", "draw what leads to what in a schema");
    add_file(*command, graph.common);
    add_colour(*command, graph.common);
    add_root(*command, graph.common);
    CLI::Option* format =
        command->add_option("--format", graph.format, "dot, or svg by graphviz's program `dot`")
            ->transform(CLI::CheckedTransformer(formats).description(""))
            ->option_text("dot|svg");
    command
        ->add_option("-o,--output", graph.output,
                     "where to write it; a name in .svg also chooses the format")
        ->option_text("FILE");
    command->callback([&graph, format] {
        if (format->empty() && graph.output.ends_with(".svg"))
            graph.format = GraphFormat::Svg;
    });
    return command;
}

} // namespace

std::variant<Command, int> parse_command_line(int argc, char** argv) {
    CLI::App app("Compiles SpiceDB schemas (.zed) for Pemba.", "pembac");
    app.require_subcommand(1);
    app.set_version_flag("--version", PEMBA_VERSION);
    app.footer("Exit status: 0 fine, 1 the schema has errors (or, if asked for, warnings, or "
               "another layout), 2 misuse or a file that cannot be read or written.");

    CheckCommand check;
    CLI::App* check_app = app.add_subcommand("check", "print what is wrong with a schema");
    add_common(*check_app, check.common);
    add_root(*check_app, check.common);

    CompileCommand compile;
    CLI::App* compile_app = add_compile(app, compile);
    FormatCommand format;
    CLI::App* format_app = app.add_subcommand("format", "print the schema in its canonical layout");
    add_common(*format_app, format.common);
    bool writes = false, only_checks = false;
    CLI::Option* write =
        format_app->add_flag("--write", writes, "change the file instead of printing");
    format_app->add_flag("--check", only_checks, "print nothing, tell by the exit status")
        ->excludes(write);

    DiffCommand diff;
    CLI::App* diff_app = add_diff(app, diff);
    LintCommand lint;
    CLI::App* lint_app = add_lint(app, lint);
    GraphCommand graph;
    CLI::App* graph_app = add_graph(app, graph);

    CLI::App* lsp_app = app.add_subcommand(
        "lsp", "serve an editor: the Language Server Protocol over standard input and output");
    lsp_app->add_flag("--stdio")->description(
        "changes nothing: some editors name the way to talk, and this is it");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (check_app->parsed())
        return Command{check};
    if (compile_app->parsed())
        return Command{compile};
    if (diff_app->parsed())
        return Command{diff};
    if (lint_app->parsed())
        return Command{lint};
    if (graph_app->parsed())
        return Command{graph};
    if (lsp_app->parsed())
        return Command{LspCommand{}};
    format.mode = writes ? FormatMode::Write : only_checks ? FormatMode::Check : FormatMode::Print;
    return Command{format};
}

} // namespace pemba::schema::cli
