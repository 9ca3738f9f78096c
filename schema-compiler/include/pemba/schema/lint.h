// lint(): advice about a schema that compiles, and the fixes that come with it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/schema/compile.h"

namespace pemba::schema {

/// What compile() says of a text and, if that has no errors, advice: warnings about what is likely
/// a mistake or says nothing. Comments before a declaration suppress them, see
/// schema-compiler/README.md. Ordered by position. O(references in the text · kinds of subject).
[[nodiscard]] PEMBA_EXPORT std::vector<Diagnostic>
lint(std::string_view text, std::string_view file_name, Language language = Language::Zed);

struct FixedText {
    std::string text;
    std::vector<std::size_t> applied; ///< indices into the diagnostics, in their order
};

/// Makes the fixes of diagnostics about this text, in their order. One that overlaps another made
/// before is left out; lint the result again to have it. O(text + edits · log edits).
[[nodiscard]] PEMBA_EXPORT FixedText apply_fixes(std::string_view text,
                                                 const std::vector<Diagnostic>& diagnostics);

} // namespace pemba::schema
