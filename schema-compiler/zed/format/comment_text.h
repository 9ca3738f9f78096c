// Laying out one comment, for both printers.
#pragma once

#include <string>
#include <string_view>

namespace pemba::schema::zed {

/// The lines of a comment at an indentation, each with its line end, laid out as SpiceDB does: a
/// blank after the delimiter, ` * ` before each line of a block, a block of one line on one line.
[[nodiscard]] std::string comment_lines(std::string_view comment, std::string_view indent);

} // namespace pemba::schema::zed
