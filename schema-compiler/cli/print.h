// What the commands print alike.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "pemba/result.h"
#include "pemba/schema/compile.h"

namespace pemba::schema::cli {

/// What to call the file in messages.
[[nodiscard]] std::string shown_name(const Common& common);

/// JSON goes to the standard output, where a program waits for it; text to the standard error, for
/// the person beside the output.
void print_diagnostics(const std::vector<Diagnostic>& diagnostics, const std::string& text,
                       const Common& common);

[[nodiscard]] std::size_t count(const std::vector<Diagnostic>& diagnostics, Severity severity);
/// `1 warning`, `2 warnings`.
[[nodiscard]] std::string counted(std::size_t number, const char* noun);

/// Tells why a command cannot go on, and the exit status of that.
[[nodiscard]] int fail(const Error& error);

} // namespace pemba::schema::cli
