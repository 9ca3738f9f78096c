// What the commands do and print alike.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cli/options.h"
#include "pemba/schema/compile.h"

namespace pemba::schema::cli {

/// Exit statuses.
inline constexpr int kFine = 0, kSchemaErrors = 1, kFailed = 2;

/// What to call the file in messages.
[[nodiscard]] std::string shown_name(const Common& common);

/// Compiles the file of a command with all that it imports.
[[nodiscard]] Result<CompileResult> compile_file(const Common& common);

/// JSON goes to the standard output, where a program waits for it; text to the standard error, for
/// the person beside the output.
void print_diagnostics(const std::vector<Diagnostic>& diagnostics,
                       const std::vector<SourceFile>& files, const Common& common);

/// Says what could not be done and returns the exit status.
[[nodiscard]] int fail(const Error& error);

/// `1 warning`, `2 warnings`.
[[nodiscard]] std::string counted(std::size_t number, const char* noun);
/// How many definitions, relations and permissions a schema has.
[[nodiscard]] std::string summary(const Schema& schema);

[[nodiscard]] std::span<const std::uint8_t> bytes_of(std::string_view text);

} // namespace pemba::schema::cli
