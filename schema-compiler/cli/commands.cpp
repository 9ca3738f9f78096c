// What the commands do: read, call the library, print.
#include "cli/commands.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/files.h"
#include "cli/print.h"
#include "pemba/schema/compile.h"
#include "pemba/schema/convert.h"

namespace pemba::schema::cli {

namespace {

constexpr int kFine = 0, kSchemaErrors = 1, kFailed = 2;

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

namespace {

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

std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
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

int finish_format(const FormatCommand& command, const std::string& before,
                  const std::string& after) {
    const bool is_changed = before != after;
    switch (command.mode) {
    case FormatMode::Print: fmt::print(stdout, "{}", after); return kFine;
    case FormatMode::Check:
        if (is_changed)
            fmt::print(stderr, "{}: not in the canonical layout; `pembac format --write` does it\n",
                       shown_name(command.common));
        return is_changed ? kSchemaErrors : kFine;
    case FormatMode::Write: break;
    }
    if (command.common.file == "-") {
        fmt::print(stderr, "pembac: `--write` needs a file, not the standard input\n");
        return kFailed;
    }
    if (is_changed)
        if (const auto written = write_file(command.common.file, bytes_of(after)); !written)
            return fail(written.error());
    fmt::print(stderr, "{}: {}\n", command.common.file, is_changed ? "formatted" : "unchanged");
    return kFine;
}

} // namespace

int run(const CheckCommand& command) {
    const auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const CompileResult result = compile(*text, shown_name(command.common),
                                         language_of(command.common, command.common.file));
    print_diagnostics(result.diagnostics, *text, command.common);
    if (command.common.format == DiagnosticFormat::Json)
        return result.schema ? kFine : kSchemaErrors;
    const std::string warnings = counted(count(result.diagnostics, Severity::Warning), "warning");
    if (result.schema)
        fmt::print(stderr, "{}: {}; {}\n", shown_name(command.common), summary(*result.schema),
                   warnings);
    else
        fmt::print(stderr, "{}: {}, {}\n", shown_name(command.common),
                   counted(count(result.diagnostics, Severity::Error), "error"), warnings);
    return result.schema ? kFine : kSchemaErrors;
}

int run(const CompileCommand& command) {
    const auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const CompileResult result = compile(*text, shown_name(command.common),
                                         language_of(command.common, command.common.file));
    print_diagnostics(result.diagnostics, *text, command.common);
    if (!result.schema)
        return kSchemaErrors;
    if (const auto written = write_file(command.output, result.schema->bytes()); !written)
        return fail(written.error());
    fmt::print(stderr, "wrote {} to {}: {}\n", counted(result.schema->bytes().size(), "byte"),
               command.output, summary(*result.schema));
    return kFine;
}

int run(const FormatCommand& command) {
    const auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const FormatResult result =
        format(*text, shown_name(command.common), language_of(command.common, command.common.file));
    if (!result.text) {
        print_diagnostics(result.diagnostics, *text, command.common);
        return kSchemaErrors;
    }
    return finish_format(command, *text, *result.text);
}

int run(const ConvertCommand& command) {
    const auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const CompileResult result = compile(*text, shown_name(command.common),
                                         language_of(command.common, command.common.file));
    if (!result.schema) {
        print_diagnostics(result.diagnostics, *text, command.common);
        return kSchemaErrors;
    }
    auto converted = convert(*result.schema, command.to);
    if (!converted) {
        fmt::print(stderr, "{}: {}\n", shown_name(command.common), converted.error().message);
        return kSchemaErrors;
    }
    *converted += "\n";
    if (command.output.empty())
        fmt::print(stdout, "{}", *converted);
    else if (const auto written = write_file(command.output, bytes_of(*converted)); !written)
        return fail(written.error());
    return kFine;
}

} // namespace pemba::schema::cli
