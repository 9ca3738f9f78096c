// What goes with a declaration that is removed.
#pragma once

#include "source/source.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// A declaration with the comments that belong to it: those before it without an empty line
/// between, and the one after it on its line. Whole lines where nothing else is on them, and then
/// also one of two empty lines around them.
[[nodiscard]] ByteSpan removal(const Item& item, const Source& source);

/// A span, and its line if nothing else is on it.
[[nodiscard]] ByteSpan removal(ByteSpan span, const Source& source);

} // namespace pemba::schema::zed
