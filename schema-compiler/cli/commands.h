// The commands of pembac.
#pragma once

#include "cli/options.h"

namespace pemba::schema::cli {

/// Runs a command and returns the program's exit status: 0 fine, 1 the schema has errors, 2 a file
/// cannot be read or written. Diagnostics go to the standard error, as JSON to the standard output.
[[nodiscard]] int run(const CheckCommand& command);
[[nodiscard]] int run(const CompileCommand& command);
[[nodiscard]] int run(const FormatCommand& command);
[[nodiscard]] int run(const DiffCommand& command);
[[nodiscard]] int run(const ConvertCommand& command);

} // namespace pemba::schema::cli
