// What the commands do: read, call the library, print.
#include "cli/commands.h"

#include <cstdio>

#include <fmt/format.h>

#include "cli/files.h"
#include "cli/print.h"
#include "pemba/schema/compile.h"

namespace pemba::schema::cli {

namespace {

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
        if (const auto written = write_file(command.common.file, after); !written)
            return fail(written.error());
    fmt::print(stderr, "{}: {}\n", command.common.file, is_changed ? "formatted" : "unchanged");
    return kFine;
}

} // namespace

int run(const CheckCommand& command) {
    const auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const CompileResult result = compile(*text, shown_name(command.common));
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
    const CompileResult result = compile(*text, shown_name(command.common));
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
    const FormatResult result = format(*text, shown_name(command.common));
    if (!result.text) {
        print_diagnostics(result.diagnostics, *text, command.common);
        return kSchemaErrors;
    }
    return finish_format(command, *text, *result.text);
}

} // namespace pemba::schema::cli
