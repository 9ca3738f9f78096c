// `pembac format`: one file in its canonical layout; what it imports stays where it is.
#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/print.h"
#include "files/files.h"

namespace pemba::schema::cli {

namespace {

int finish(const FormatCommand& command, const std::string& before, const std::string& after) {
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

int run(const FormatCommand& command) {
    if (command.common.file.ends_with(".mod"))
        return fail({ErrorCode::InvalidArgument, "a manifest has no layout of its own; format the "
                                                 "modules that it lists"});
    auto text = read_file(command.common.file);
    if (!text)
        return fail(text.error());
    const FormatResult result =
        format(*text, shown_name(command.common), language_of(command.common));
    if (result.text)
        return finish(command, *text, *result.text);
    print_diagnostics(result.diagnostics, {{shown_name(command.common), *std::move(text)}},
                      command.common);
    return kSchemaErrors;
}

} // namespace pemba::schema::cli
