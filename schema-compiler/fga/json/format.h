// format_json(): a JSON text laid out.
#pragma once

#include <string>

#include "fga/json/document.h"

namespace pemba::schema::fga {

/// Two blanks a level, one member a line, in the author's order; what is empty on one line.
/// O(text).
[[nodiscard]] std::string format_json(const Document& document, const Source& source);

} // namespace pemba::schema::fga
