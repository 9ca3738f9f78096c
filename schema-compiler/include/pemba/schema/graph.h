// graph(): a schema as a picture, in the language of graphviz.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/schema/compile.h"

namespace pemba::schema {

struct GraphResult {
    std::optional<std::string> dot;      ///< absent if there is any error
    std::vector<Diagnostic> diagnostics; ///< ordered by file and position
    std::vector<SourceFile> files;       ///< as in CompileResult
};

/// What leads to what, as a DOT text: a cluster a definition with its relations and permissions in
/// it, and arrows to what each takes, is computed from or walks to. The same text for the same
/// schema. O(references).
[[nodiscard]] PEMBA_EXPORT GraphResult graph(std::string_view text, std::string_view file_name,
                                             Language language = Language::Zed,
                                             const ReadFile& read = {});

} // namespace pemba::schema
