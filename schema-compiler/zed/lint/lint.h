// lint(): advice about how a file is written.
#pragma once

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Warns of operands, parentheses and declarations that say nothing. The tree is whole and the
/// schema compiles, otherwise fixes could break it further. O(tree · log(tree)).
void lint(const File& file, const Source& source, Sink& sink);

/// Lets the sink drop what comments before a definition, member or caveat do not want to hear:
/// `// pemba-ignore-warning: <code>`, or `spicedb-ignore-warning`.
void read_suppressions(const File& file, Sink& sink);

/// Warns of suppressions that suppressed nothing. To be called last.
void report_unused_suppressions(const Source& source, Sink& sink);

} // namespace pemba::schema::zed
