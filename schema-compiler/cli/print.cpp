// Words and streams that the commands share.
#include "cli/print.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"

namespace pemba::schema::cli {

namespace {

bool wants_colour(ColourMode mode) {
    switch (mode) {
    case ColourMode::Always: return true;
    case ColourMode::Never: return false;
    case ColourMode::Auto: return ::isatty(STDERR_FILENO) != 0 && !std::getenv("NO_COLOR");
    }
    return false;
}

} // namespace

std::string shown_name(const Common& common) {
    return common.file == "-" ? "<stdin>" : common.file;
}

void print_diagnostics(const std::vector<Diagnostic>& diagnostics, const std::string& text,
                       const Common& common) {
    if (common.format == DiagnosticFormat::Json) {
        fmt::print(stdout, "{}", render(diagnostics, text, shown_name(common), RenderStyle::Json));
        return;
    }
    const RenderStyle style =
        wants_colour(common.colour) ? RenderStyle::Colour : RenderStyle::Plain;
    fmt::print(stderr, "{}", render(diagnostics, text, shown_name(common), style));
}

std::size_t count(const std::vector<Diagnostic>& diagnostics, Severity severity) {
    std::size_t found = 0;
    for (const Diagnostic& diagnostic : diagnostics)
        found += diagnostic.severity == severity ? 1 : 0;
    return found;
}

std::string counted(std::size_t number, const char* noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

int fail(const Error& error) {
    fmt::print(stderr, "pembac: {}\n", error.message);
    return kFailed;
}

} // namespace pemba::schema::cli
