// compile_modules(): OpenFGA's modular models, which stand in several files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/schema/compile.h"

namespace pemba::schema {

struct SourceFile {
    std::string name;
    std::string text;
};

/// What a manifest, `fga.mod`, lists: paths below its own folder; or what is wrong with it.
struct ManifestResult {
    std::optional<std::vector<std::string>> files;
    std::vector<Diagnostic> diagnostics;
};
[[nodiscard]] PEMBA_EXPORT ManifestResult read_manifest(std::string_view text,
                                                        std::string_view file_name);

struct ModulesResult {
    std::optional<Schema> schema; ///< absent if there is any error
    /// Those of the manifest, then those of each module, ordered by position.
    std::vector<std::vector<Diagnostic>> diagnostics;
    std::optional<ApiError> api_error; ///< as in CompileResult
};

/// Compiles the modules that a manifest lists. A module's name is what the manifest calls it, which
/// the schema keeps. Never fails otherwise than by diagnostics. O(texts * log).
[[nodiscard]] PEMBA_EXPORT ModulesResult compile_modules(const SourceFile& manifest,
                                                         const std::vector<SourceFile>& modules);

} // namespace pemba::schema
