// What an editor can ask about a text, one file a feature. Each answers from an Analysis alone.
#pragma once

#include "lsp/analysis.h"

namespace pemba::schema::lsp {

/// The diagnostics of a text, for textDocument/publishDiagnostics. What is wrong in an imported
/// file stands at the import that leads there.
[[nodiscard]] json::array diagnostics(const Analysis& analysis);

/// What the name at an offset is: its declaration, its comment, whom it reaches; null if there is
/// no name.
[[nodiscard]] json::value hover(const Analysis& analysis, std::uint32_t offset);

/// Where the name at an offset is declared: all the places that it may mean. On the path of an
/// import, the file.
[[nodiscard]] json::array definition(const Analysis& analysis, std::uint32_t offset);

/// Every place in the text and its imports that may mean what the name at an offset does.
[[nodiscard]] json::array references(const Analysis& analysis, std::uint32_t offset,
                                     bool with_declaration);

/// The outline of the text.
[[nodiscard]] json::array document_symbols(const Analysis& analysis);

/// One edit that brings the text into its canonical layout, none if it has that; null if the text
/// does not parse.
[[nodiscard]] json::value formatting(const Analysis& analysis);

/// What can stand at an offset.
[[nodiscard]] json::object completion(const Analysis& analysis, std::uint32_t offset);

/// The fixes of the diagnostics that touch a range, as quick fixes.
[[nodiscard]] json::array code_actions(const Analysis& analysis, ByteSpan range);

/// The fix of a diagnostic, which has one, as a quick fix.
[[nodiscard]] json::object quick_fix(const Diagnostic& diagnostic, const Analysis& analysis);

/// One diagnostic as an editor takes it.
[[nodiscard]] json::object to_json(const Diagnostic& diagnostic, const Analysis& analysis);

} // namespace pemba::schema::lsp
