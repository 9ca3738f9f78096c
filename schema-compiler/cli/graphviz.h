// Graphviz's program `dot`, which draws.
#pragma once

#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::schema::cli {

/// A DOT text as SVG, by the `dot` that is found in PATH. Waits for it. Errors name what to do
/// where there is no such program, and what it said where it failed.
[[nodiscard]] Result<std::string> draw_svg(std::string_view dot);

} // namespace pemba::schema::cli
