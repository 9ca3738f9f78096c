// Compiling a file for a command, and printing what came out.
#include "cli/print.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "files/files.h"
#include "files/imports.h"

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

Language language_of(const Common& common) {
    if (common.language)
        return *common.language;
    return language_of_file(common.file).value_or(Language::Zed);
}

ReadFile imports_of(const Common& common) {
    return imports_below(common.root.empty() ? folder_of(common.file) : common.root);
}

Result<CompileResult> compile_file(const Common& common) {
    const auto text = read_file(common.file);
    if (!text)
        return text.error();
    return compile(*text, shown_name(common), language_of(common), imports_of(common));
}

void print_diagnostics(const std::vector<Diagnostic>& diagnostics,
                       const std::vector<SourceFile>& files, const Common& common) {
    if (common.format == DiagnosticFormat::Json) {
        fmt::print(stdout, "{}", render(diagnostics, files, RenderStyle::Json));
        return;
    }
    const RenderStyle style =
        wants_colour(common.colour) ? RenderStyle::Colour : RenderStyle::Plain;
    fmt::print(stderr, "{}", render(diagnostics, files, style));
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

std::string summary(const Schema& schema) {
    std::size_t relations = 0, permissions = 0;
    const std::vector<NamespaceOutline> outline = schema.outline();
    for (const NamespaceOutline& config : outline)
        for (const RelationOutline& relation : config.relations)
            ++(relation.stored ? relations : permissions);
    return fmt::format("{}, {}, {}", counted(outline.size(), "definition"),
                       counted(relations, "relation"), counted(permissions, "permission"));
}

} // namespace pemba::schema::cli
