// The command line, by CLI11.
#include "cli/options.h"

#include <functional>
#include <memory>

#include <CLI/CLI.hpp>

namespace pemba::schema::cli {

namespace {

/// Languages by their names, and the names as the help shows them.
struct LanguageNames {
    std::map<std::string, Language> by_name;
    std::string shown;
};

LanguageNames language_names() {
    LanguageNames names;
    for (const LanguageInfo& one : languages()) {
        names.by_name.emplace(one.name, one.language);
        names.shown += (names.shown.empty() ? "" : "|") + std::string(one.name);
    }
    return names;
}

void add_file(CLI::App& command, Common& common) {
    command.add_option("FILE", common.file, "the schema, or - for the standard input")
        ->required()
        ->option_text(" ");
}

void add_language(CLI::App& command, Common& common) {
    const LanguageNames names = language_names();
    command
        .add_option("--language", common.language,
                    "what the schema is written in; otherwise the file's name says it: .fga, .json "
                    "(a model of OpenFGA), fga.mod (its manifest), .zanzibar, .textproto or "
                    ".txtpb (namespace configs), or else .zed")
        ->transform(CLI::CheckedTransformer(names.by_name).description(""))
        ->option_text(names.shown);
}

void add_root(CLI::App& command, Common& common) {
    command
        .add_option("--root", common.root,
                    "the folder that imports may not leave; without it that of the schema")
        ->option_text("DIR");
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

/// What all commands take that read one file.
void add_common(CLI::App& command, Common& common) {
    add_file(command, common);
    add_language(command, common);
    add_format(command, common);
    add_colour(command, common);
}

/// What those take that read a schema, with the files that it names.
void add_schema(CLI::App& command, Common& common) {
    add_common(command, common);
    add_root(command, common);
}

void add_check(CLI::App& command, CheckCommand& check) {
    add_schema(command, check.common);
}

void add_compile(CLI::App& command, CompileCommand& compile) {
    add_schema(command, compile.common);
    command.add_option("-o,--output", compile.output, "where to write it")
        ->required()
        ->option_text("FILE");
    command.add_flag_callback(
        "--to-zed", [&compile] { compile.kind = CompileOutput::Zed; },
        "write one .zed text without imports and partials, as a server takes it");
}

void add_format_command(CLI::App& command, FormatCommand& format) {
    add_common(command, format.common);
    CLI::Option* write = command.add_flag_callback(
        "--write", [&format] { format.mode = FormatMode::Write; },
        "change the file instead of printing");
    command
        .add_flag_callback(
            "--check", [&format] { format.mode = FormatMode::Check; },
            "print nothing, tell by the exit status")
        ->excludes(write);
}

void add_diff(CLI::App& command, DiffCommand& diff) {
    add_schema(command, diff.common);
    command.add_option("NEWER", diff.newer, "the schema to compare it with")
        ->required()
        ->option_text(" ");
    add_json(command, diff.common);
}

void add_lint(CLI::App& command, LintCommand& lint) {
    command.add_option("FILE", lint.files, "the schemas, or - for the standard input")
        ->required()
        ->option_text("...");
    add_language(command, lint.common);
    add_format(command, lint.common);
    add_json(command, lint.common);
    add_colour(command, lint.common);
    add_root(command, lint.common);
    command.add_flag("--fix", lint.fixes, "make the fixes in the files, tell which");
    command.add_flag("--deny", lint.denies, "exit with 1 on any warning");
}

void add_graph(CLI::App& command, GraphCommand& graph) {
    const std::map<std::string, GraphFormat> formats{{"dot", GraphFormat::Dot},
                                                     {"svg", GraphFormat::Svg}};
    add_file(command, graph.common);
    add_language(command, graph.common);
    add_colour(command, graph.common);
    add_root(command, graph.common);
    CLI::Option* format =
        command.add_option("--format", graph.format, "dot, or svg by graphviz's program `dot`")
            ->transform(CLI::CheckedTransformer(formats).description(""))
            ->option_text("dot|svg");
    command
        .add_option("-o,--output", graph.output,
                    "where to write it; a name in .svg also chooses the format")
        ->option_text("FILE");
    command.callback([&graph, format] {
        if (format->empty() && graph.output.ends_with(".svg"))
            graph.format = GraphFormat::Svg;
    });
}

void add_convert(CLI::App& command, ConvertCommand& convert) {
    const LanguageNames names = language_names();
    add_schema(command, convert.common);
    command.add_option("--to", convert.to, "the language to write")
        ->required()
        ->transform(CLI::CheckedTransformer(names.by_name).description(""))
        ->option_text(names.shown);
    command.add_option("-o,--output", convert.output, "where to write it")->option_text("FILE");
}

void add_lsp(CLI::App& command, LspCommand&) {
    command.add_flag("--stdio")->description(
        "changes nothing: some editors name the way to talk, and this is it");
}

/// The commands, each with what the command line says of it.
class Commands {
public:
    explicit Commands(CLI::App& app) : app_(app) {}

    template <class Asked>
    void add(const char* name, const char* help, void (*add_options)(CLI::App&, Asked&)) {
        const auto asked = std::make_shared<Asked>();
        CLI::App* command = app_.add_subcommand(name, help);
        add_options(*command, *asked);
        commands_.emplace_back(command, [asked] { return Command{*asked}; });
    }

    /// The one that was named; CLI11 sees to it that there is one.
    [[nodiscard]] Command parsed() const {
        std::size_t i = 0;
        while (!commands_[i].first->parsed())
            ++i;
        return commands_[i].second();
    }

private:
    CLI::App& app_;
    std::vector<std::pair<CLI::App*, std::function<Command()>>> commands_;
};

} // namespace

std::variant<Command, int> parse_command_line(int argc, char** argv) {
    CLI::App app("Compiles schemas of SpiceDB, OpenFGA and the Zanzibar paper for Pemba.",
                 "pembac");
    app.require_subcommand(1);
    app.set_version_flag("--version", PEMBA_VERSION);
    app.footer("Exit status: 0 fine, 1 the schema has errors (or, if asked for, warnings, or "
               "another layout), 2 misuse or a file that cannot be read or written.");
    Commands commands(app);
    commands.add("check", "print what is wrong with a schema", add_check);
    commands.add("compile", "write the compiled schema to a file", add_compile);
    commands.add("format", "print the schema in its canonical layout", add_format_command);
    commands.add("diff", "tell what changes from one schema to another", add_diff);
    commands.add("lint", "print what is wrong, and advice", add_lint);
    commands.add("graph", "draw what leads to what in a schema", add_graph);
    commands.add("convert", "print the schema in another language", add_convert);
    commands.add("lsp",
                 "serve an editor: the Language Server Protocol over standard input and output",
                 add_lsp);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return commands.parsed();
}

} // namespace pemba::schema::cli
