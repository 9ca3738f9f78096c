// rewrite_text(): a userset rewrite as an expression of the language.
#pragma once

#include <string>
#include <vector>

#include "ir/ir.h"

namespace pemba::schema::zed {

/// Where an operator that is an operand has parentheses: as in SpiceDB's canonical text, where
/// unions of plain operands have none, or so that nobody must know what binds tightest.
enum class Parentheses { Canonical, Everywhere };

/// On one line. The nodes are not empty. O(nodes).
[[nodiscard]] std::string rewrite_text(const std::vector<ir::RewriteNode>& nodes,
                                       Parentheses parentheses);

} // namespace pemba::schema::zed
