// `pembac graph`: a schema as DOT or SVG.
#include "pemba/schema/graph.h"

#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/graphviz.h"
#include "cli/print.h"
#include "files/files.h"

namespace pemba::schema::cli {

namespace {

int finish(const GraphCommand& command, const std::string& picture) {
    if (command.output.empty()) {
        fmt::print(stdout, "{}", picture);
        return kFine;
    }
    if (const auto written = write_file(command.output, picture); !written)
        return fail(written.error());
    fmt::print(stderr, "wrote {} to {}\n", counted(picture.size(), "byte"), command.output);
    return kFine;
}

} // namespace

int run(const GraphCommand& command) {
    const auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const GraphResult result = graph(*text, shown_name(command.common), language_of(command.common),
                                     imports_of(command.common));
    print_diagnostics(result.diagnostics, result.files, command.common);
    if (!result.dot)
        return kSchemaErrors;
    if (command.format == GraphFormat::Dot)
        return finish(command, *result.dot);
    const auto svg = draw_svg(*result.dot);
    return svg ? finish(command, *svg) : fail(svg.error());
}

} // namespace pemba::schema::cli
