// The text of a condition's expression, out of the token that holds it.
#pragma once

#include "fga/lex/token.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

/// Sets the condition's expression: without the blanks around it, and without those at the ends of
/// its lines, where comments may have stood.
void set_expression(const Token& token, ir::Condition& condition);

} // namespace pemba::schema::fga
