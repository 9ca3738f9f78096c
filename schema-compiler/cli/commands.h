// The commands of pembac.
#pragma once

#include "cli/options.h"

namespace pemba::schema::cli {

/// The program's exit statuses; the last is for misuse, too.
inline constexpr int kFine = 0, kSchemaErrors = 1, kFailed = 2;

/// Runs a command and returns the program's exit status: 0 fine, 1 the schema has errors (or, if so
/// asked for, warnings), 2 a file cannot be read or written. Diagnostics go to the standard error,
/// as JSON to the standard output.
[[nodiscard]] int run(const CheckCommand& command);
[[nodiscard]] int run(const CompileCommand& command);
[[nodiscard]] int run(const FormatCommand& command);
[[nodiscard]] int run(const DiffCommand& command);
[[nodiscard]] int run(const LintCommand& command);
[[nodiscard]] int run(const GraphCommand& command);
[[nodiscard]] int run(const ConvertCommand& command);
/// Serves until the editor says `exit` or hangs up.
[[nodiscard]] int run(const LspCommand& command);

} // namespace pemba::schema::cli
