// Drawing diagnostics for people and programs; the public face is pemba::schema::render().
// Span::file counts the sources.
#pragma once

#include <string>
#include <vector>

#include "pemba/schema/compile.h"
#include "source/source.h"

namespace pemba::schema {

/// Place, message, source line, caret, labels, hint, fix; one block a diagnostic.
[[nodiscard]] std::string render_text(const std::vector<Diagnostic>& diagnostics,
                                      const std::vector<Source>& sources, bool colour);
/// A JSON array, one object a diagnostic, fields as in Diagnostic.
[[nodiscard]] std::string render_json(const std::vector<Diagnostic>& diagnostics,
                                      const std::vector<Source>& sources);

} // namespace pemba::schema
