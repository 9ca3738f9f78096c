// CompiledFiles: a schema out of the file that was named and those that this names, and printing what
// is wrong with it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/options.h"
#include "pemba/result.h"
#include "pemba/schema/modules.h"

namespace pemba::schema::cli {

struct CompiledFiles {
    std::optional<Schema> schema;
    std::vector<std::pair<SourceFile, std::vector<Diagnostic>>> files;
};

/// The file's name in messages.
[[nodiscard]] std::string shown_name(const Common& common);
/// What the options, or else the file's name, say of its language.
[[nodiscard]] Language language_of(const Common& common);
/// Whether the file is the manifest of a modular model, `fga.mod`.
[[nodiscard]] bool names_manifest(const Common& common);

/// Reads and compiles. Fails only if a file cannot be read; what is wrong with a schema is in the
/// diagnostics.
[[nodiscard]] Result<CompiledFiles> compile_file(const Common& common);

/// To the standard error, or as one JSON array to the standard output.
void print_diagnostics(const CompiledFiles& compiled, const Common& common);

} // namespace pemba::schema::cli
