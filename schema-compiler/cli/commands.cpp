// What the commands do: read, call the library, print.
#include "cli/commands.h"

#include <cstdio>

#include <fmt/format.h>

#include "cli/compiled_files.h"
#include "cli/files.h"
#include "pemba/schema/compile.h"

namespace pemba::schema::cli {

namespace {

constexpr int kFine = 0, kSchemaErrors = 1, kFailed = 2;

std::size_t count(const CompiledFiles& compiled, Severity severity) {
    std::size_t found = 0;
    for (const auto& [file, diagnostics] : compiled.files)
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
    const auto result = compile_file(command.common);
    if (!result)
        return fail(result.error());
    print_diagnostics(*result, command.common);
    if (command.common.format == DiagnosticFormat::Json)
        return result->schema ? kFine : kSchemaErrors;
    const std::string warnings = counted(count(*result, Severity::Warning), "warning");
    if (result->schema)
        fmt::print(stderr, "{}: {}; {}\n", shown_name(command.common), summary(*result->schema),
                   warnings);
    else
        fmt::print(stderr, "{}: {}, {}\n", shown_name(command.common),
                   counted(count(*result, Severity::Error), "error"), warnings);
    return result->schema ? kFine : kSchemaErrors;
}

int run(const CompileCommand& command) {
    const auto result = compile_file(command.common);
    if (!result)
        return fail(result.error());
    print_diagnostics(*result, command.common);
    if (!result->schema)
        return kSchemaErrors;
    if (const auto written = write_file(command.output, result->schema->bytes()); !written)
        return fail(written.error());
    fmt::print(stderr, "wrote {} to {}: {}\n", counted(result->schema->bytes().size(), "byte"),
               command.output, summary(*result->schema));
    return kFine;
}

int run(const FormatCommand& command) {
    if (names_manifest(command.common))
        return fail({ErrorCode::InvalidArgument, "a manifest has no layout of its own; format the "
                                                 "modules that it lists"});
    const auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const std::string name = shown_name(command.common);
    FormatResult result = format(*text, name, language_of(command.common));
    if (!result.text) {
        print_diagnostics({{}, {{{name, *text}, std::move(result.diagnostics)}}}, command.common);
        return kSchemaErrors;
    }
    return finish_format(command, *text, *result.text);
}

} // namespace pemba::schema::cli
