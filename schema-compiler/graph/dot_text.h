// Writing DOT: quoting, and labels of several lines.
#pragma once

#include <string>
#include <string_view>

namespace pemba::schema::ir {

/// A name or text in quotes.
[[nodiscard]] std::string dot_quoted(std::string_view text);

/// A text in an HTML-like label.
[[nodiscard]] std::string dot_escaped(std::string_view text);

/// An expression in an HTML-like label: its special characters escaped, broken before operators so
/// that no line is much longer than a node is wide.
[[nodiscard]] std::string dot_lines(std::string_view expression);

} // namespace pemba::schema::ir
