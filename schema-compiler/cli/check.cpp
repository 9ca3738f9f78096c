// `pembac check`: what is wrong with a schema.
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/print.h"

namespace pemba::schema::cli {

int run(const CheckCommand& command) {
    const auto result = compile_file(command.common);
    if (!result)
        return fail(result.error());
    print_diagnostics(result->diagnostics, result->files, command.common);
    const int status = result->schema ? kFine : kSchemaErrors;
    if (command.common.format == DiagnosticFormat::Json)
        return status;
    const std::string warnings = counted(count(result->diagnostics, Severity::Warning), "warning");
    if (result->schema)
        fmt::print(stderr, "{}: {}; {}\n", shown_name(command.common), summary(*result->schema),
                   warnings);
    else
        fmt::print(stderr, "{}: {}, {}\n", shown_name(command.common),
                   counted(count(result->diagnostics, Severity::Error), "error"), warnings);
    return status;
}

} // namespace pemba::schema::cli
