// How names must look, and that none is declared twice.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::sema {

/// In `.zed`: names of namespaces: segments of 3 to 64 lower-case letters, digits and `_`, joined
/// by `/`, at most 128 bytes in all. Relations: one segment. A segment begins with a letter and
/// ends with a letter or digit. In the other languages: what relation_tuple.h says of their
/// dialects.
void check_names(const ir::Schema& schema, Sink& sink);

void check_duplicates(const ir::Schema& schema, Sink& sink);

} // namespace pemba::schema::sema
