// lint(): advice about how a file is written.
#pragma once

#include <vector>

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Warns of operands, parentheses and declarations in the first of a schema's files that say
/// nothing. The trees are whole and the schema compiles, otherwise fixes could break it further.
/// O(tree · log(tree)).
void lint(const std::vector<File>& files, const Source& first, Sink& sink);

/// Lets the sink drop what comments before a definition, member or caveat do not want to hear:
/// `// pemba-ignore-warning: <code>`, or `spicedb-ignore-warning`.
void read_suppressions(const std::vector<File>& files, Sink& sink);

/// Warns of suppressions in the first file that suppressed nothing. To be called last.
void report_unused_suppressions(const Source& first, Sink& sink);

} // namespace pemba::schema::zed
