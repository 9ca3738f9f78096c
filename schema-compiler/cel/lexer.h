// lex(): the text of an expression as tokens.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cel/token.h"
#include "diagnostics/sink.h"

namespace pemba::schema::cel {

/// The tokens of an expression, an End last; comments and blanks are left out. `place` is where the
/// text stands in its file. Nothing if something is no token, which is reported. O(text).
[[nodiscard]] std::optional<std::vector<Token>> lex(std::string_view text, const Placement& place,
                                                    Sink& sink);

} // namespace pemba::schema::cel
