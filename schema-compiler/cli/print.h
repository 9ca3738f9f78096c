// What the commands do and print alike.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/options.h"
#include "pemba/result.h"
#include "pemba/schema/compile.h"

namespace pemba::schema::cli {

/// What to call the file in messages.
[[nodiscard]] std::string shown_name(const Common& common);

/// What the options, or else the file's name, say of its language.
[[nodiscard]] Language language_of(const Common& common);

/// What the file of a command may import.
[[nodiscard]] ReadFile imports_of(const Common& common);
/// Compiles the file of a command with all that it imports.
[[nodiscard]] Result<CompileResult> compile_file(const Common& common);

/// JSON goes to the standard output, where a program waits for it; text to the standard error, for
/// the person beside the output.
void print_diagnostics(const std::vector<Diagnostic>& diagnostics,
                       const std::vector<SourceFile>& files, const Common& common);

[[nodiscard]] std::size_t count(const std::vector<Diagnostic>& diagnostics, Severity severity);
/// `1 warning`, `2 warnings`.
[[nodiscard]] std::string counted(std::size_t number, const char* noun);
/// How many definitions, relations and permissions a schema has.
[[nodiscard]] std::string summary(const Schema& schema);

/// Tells why a command cannot go on, and the exit status of that.
[[nodiscard]] int fail(const Error& error);

} // namespace pemba::schema::cli
