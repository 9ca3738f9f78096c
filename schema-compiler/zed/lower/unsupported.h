// What the language has and this version has not: refused, one diagnostic a feature and place.
#pragma once

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Reports features that cannot be compiled yet. Where `use` of a feature is reported, the places
/// that use it are not; where a caveat's declaration is, neither are the types that name it.
/// O(tree).
void refuse_unsupported(const File& file, Sink& sink);

} // namespace pemba::schema::zed
