// lint(): advice about a schema that compiles, and the fixes that come with it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/schema/compile.h"

namespace pemba::schema {

struct LintResult {
    std::vector<Diagnostic> diagnostics; ///< ordered by file and position
    std::vector<SourceFile> files;       ///< as in CompileResult
};

/// What compile() says of a schema and, if that has no errors, advice on the file given: warnings
/// about what is likely a mistake or says nothing. Comments before a declaration suppress them, see
/// schema-compiler/README.md. O(references in the schema · kinds of subject / 512).
[[nodiscard]] PEMBA_EXPORT LintResult lint(std::string_view text, std::string_view file_name,
                                           Language language = Language::Zed,
                                           const ReadFile& read = {});

struct FixedText {
    std::string text;
    std::vector<std::size_t> applied; ///< indices into the diagnostics, in their order
};

/// Makes the fixes of diagnostics about this text, the first of a schema's files, in their order.
/// One that overlaps another made before is left out; lint the result again to have it. O(text +
/// edits · log edits).
[[nodiscard]] PEMBA_EXPORT FixedText apply_fixes(std::string_view text,
                                                 const std::vector<Diagnostic>& diagnostics);

} // namespace pemba::schema
