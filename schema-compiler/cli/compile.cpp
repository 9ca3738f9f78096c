// `pembac compile`: a schema and its imports as one file, compiled or as text.
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "files/files.h"

namespace pemba::schema::cli {

namespace {

/// What to write: the compiled schema, or the one text that a server takes.
std::string output_of(const Schema& schema, CompileOutput kind) {
    if (kind == CompileOutput::Zed)
        return std::string(schema.text()) + "\n";
    return {schema.bytes().begin(), schema.bytes().end()};
}

} // namespace

int run(const CompileCommand& command) {
    const auto result = compile_file(command.common);
    if (!result)
        return fail(result.error());
    print_diagnostics(result->diagnostics, result->files, command.common);
    if (!result->schema)
        return kSchemaErrors;
    const std::string output = output_of(*result->schema, command.kind);
    if (const auto written = write_file(command.output, output); !written)
        return fail(written.error());
    fmt::print(stderr, "wrote {} to {}: {}\n", counted(output.size(), "byte"), command.output,
               summary(*result->schema));
    return kFine;
}

} // namespace pemba::schema::cli
