// Command line: CLI11's exceptions end here.
#include "console/command_line.h"

#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "console/style.h"

namespace pemba::console {
namespace {

// The innermost command that was recognised.
const CLI::App& innermost(const CLI::App& program) {
    const CLI::App* app = &program;
    while (!app->get_subcommands().empty())
        app = app->get_subcommands().front();
    return *app;
}

std::string full_name(const CLI::App& app) {
    std::string name = app.get_name();
    for (const CLI::App* parent = app.get_parent(); parent != nullptr;
         parent = parent->get_parent())
        name = parent->get_name() + " " + name;
    return name;
}

std::string reason(const CLI::App& program, const CLI::ParseError& error) {
    const auto unknown = program.remaining(true);
    const bool no_command = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
                            !innermost(program).get_subcommands({}).empty();
    if (no_command && !unknown.empty())
        return fmt::format("`{}` is no command of `{}`", unknown.front(),
                           full_name(innermost(program)));
    std::string text = error.what();
    text = text.substr(0, text.find('\n'));
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z')
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

} // namespace

std::optional<int> parse_command_line(CLI::App& program, int argc, char** argv) {
    try {
        program.parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) // --help and --version
            return program.exit(error);
        const Style style = Style::of(stderr);
        fmt::print(stderr, "{}{}\n  {}`{} --help` tells what it takes\n", style.bad("error: "),
                   reason(program, error), style.quiet("hint: "), full_name(innermost(program)));
        return kUsageStatus;
    }
}

} // namespace pemba::console
