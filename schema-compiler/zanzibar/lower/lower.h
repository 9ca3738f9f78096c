// lower(): the tree to the language-neutral form.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"
#include "zanzibar/ast/ast.h"

namespace pemba::schema::zanzibar {

/// How many types of subjects the untyped relations of a file may take in all: each takes every
/// namespace and every relation.
inline constexpr std::size_t kMaxUntypedSubjectTypes = 100'000;

/// Checks the fields and makes namespaces of them; what is broken is reported and marked. A
/// tupleset that its namespace does not declare is declared, with a warning. O(fields + subject
/// types).
[[nodiscard]] ir::Schema lower(const File& file, Sink& sink);

} // namespace pemba::schema::zanzibar
