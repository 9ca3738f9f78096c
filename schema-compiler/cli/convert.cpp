// `pembac convert`: a schema in another language.
#include "pemba/schema/convert.h"

#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "files/files.h"

namespace pemba::schema::cli {

int run(const ConvertCommand& command) {
    const auto result = compile_file(command.common);
    if (!result)
        return fail(result.error());
    if (!result->schema) {
        print_diagnostics(result->diagnostics, result->files, command.common);
        return kSchemaErrors;
    }
    auto text = convert(*result->schema, command.to);
    if (!text) {
        fmt::print(stderr, "{}: {}\n", shown_name(command.common), text.error().message);
        return kSchemaErrors;
    }
    *text += text->ends_with('\n') ? "" : "\n";
    if (command.output.empty())
        fmt::print(stdout, "{}", *text);
    else if (const auto written = write_file(command.output, *text); !written)
        return fail(written.error());
    return kFine;
}

} // namespace pemba::schema::cli
