// Comments in another language's words.
#pragma once

#include "ir/ir.h"

namespace pemba::schema {

/// Gives every comment the delimiters of a dialect: `//` in `.zed`, `#` in the others. A block
/// becomes a comment a line. O(comments).
void translate_comments(ir::Schema& schema, Dialect to);

} // namespace pemba::schema
