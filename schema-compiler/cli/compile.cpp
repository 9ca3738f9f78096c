// `pembac compile`: a schema and its imports as one file, compiled or as text.
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "files/files.h"
#include "pemba/schema/convert.h"

namespace pemba::schema::cli {

namespace {

/// What to write: the compiled schema, or the one text that a server takes.
Result<std::string> output_of(const Schema& schema, CompileOutput kind) {
    if (kind == CompileOutput::Compiled)
        return std::string(schema.bytes().begin(), schema.bytes().end());
    auto text = convert(schema, Language::Zed);
    return text ? Result<std::string>(*text + "\n") : text;
}

} // namespace

int run(const CompileCommand& command) {
    const auto result = compile_file(command.common);
    if (!result)
        return fail(result.error());
    print_diagnostics(result->diagnostics, result->files, command.common);
    if (!result->schema)
        return kSchemaErrors;
    const auto output = output_of(*result->schema, command.kind);
    if (!output)
        return fail(output.error());
    if (const auto written = write_file(command.output, *output); !written)
        return fail(written.error());
    fmt::print(stderr, "wrote {} to {}: {}\n", counted(output->size(), "byte"), command.output,
               summary(*result->schema));
    return kFine;
}

} // namespace pemba::schema::cli
