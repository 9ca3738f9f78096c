// The command line, by CLI11.
#include "cli/options.h"

#include <CLI/CLI.hpp>

namespace pemba::schema::cli {

namespace {

void add_common(CLI::App& command, Common& common) {
    const std::map<std::string, DiagnosticFormat> formats{{"text", DiagnosticFormat::Text},
                                                          {"json", DiagnosticFormat::Json}};
    const std::map<std::string, ColourMode> colours{
        {"auto", ColourMode::Auto}, {"always", ColourMode::Always}, {"never", ColourMode::Never}};
    command.add_option("FILE", common.file, "the schema, or - for the standard input")
        ->required()
        ->option_text(" ");
    const std::map<std::string, Language> languages{
        {"zed", Language::Zed}, {"fga", Language::Fga}, {"fga-json", Language::FgaJson}};
    command
        .add_option("--language", common.language,
                    "what the schema is written in; otherwise the file's name says it: .fga, .json "
                    "(a model of OpenFGA), fga.mod (its manifest), or else .zed")
        ->transform(CLI::CheckedTransformer(languages).description(""))
        ->option_text("zed|fga|fga-json");
    command.add_option("--format", common.format, "how diagnostics are printed: text or json")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->option_text("text|json");
    command
        .add_option("--colour,--color", common.colour,
                    "colours in text: auto (on a terminal), always or never")
        ->transform(CLI::CheckedTransformer(colours).description(""))
        ->option_text("auto|always|never");
}

} // namespace

std::variant<Command, int> parse_command_line(int argc, char** argv) {
    CLI::App app("Compiles SpiceDB schemas (.zed) and OpenFGA models (.fga) for Pemba.", "pembac");
    app.require_subcommand(1);
    app.set_version_flag("--version", PEMBA_VERSION);
    app.footer("Exit status: 0 fine, 1 the schema has errors (or is not formatted), 2 misuse or a "
               "file that cannot be read or written.");

    CheckCommand check;
    CLI::App* check_app = app.add_subcommand("check", "print what is wrong with a schema");
    add_common(*check_app, check.common);

    CompileCommand compile;
    CLI::App* compile_app = app.add_subcommand("compile", "write the compiled schema to a file");
    add_common(*compile_app, compile.common);
    compile_app->add_option("-o,--output", compile.output, "where to write it")
        ->required()
        ->option_text("FILE");

    FormatCommand format;
    CLI::App* format_app = app.add_subcommand("format", "print the schema in its canonical layout");
    add_common(*format_app, format.common);
    bool writes = false, only_checks = false;
    CLI::Option* write =
        format_app->add_flag("--write", writes, "change the file instead of printing");
    format_app->add_flag("--check", only_checks, "print nothing, tell by the exit status")
        ->excludes(write);

    DiffCommand diff;
    CLI::App* diff_app = app.add_subcommand("diff", "tell what changes from one schema to another");
    add_common(*diff_app, diff.common);
    diff_app->add_option("NEWER", diff.newer, "the schema to compare it with")
        ->required()
        ->option_text(" ");
    diff_app->add_flag_callback(
        "--json", [&diff] { diff.common.format = DiagnosticFormat::Json; }, "as --format json");

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
    format.mode = writes ? FormatMode::Write : only_checks ? FormatMode::Check : FormatMode::Print;
    return Command{format};
}

} // namespace pemba::schema::cli
