// Bounds of a lookup of subjects by sets: what unions reach is collected, and operators merge it.
#pragma once

#include <optional>

#include "graph/bounds.h"
#include "graph/question.h"

namespace pemba::graph {

/// The subjects of one relation (or plain namespace) that are or may be in the root. Left open is
/// what rests on a condition or an intersection arrow. Nothing where sets do not tell: if a
/// wildcard is on the way, if an operator's answer depends on itself, if the dialect limits tuples
/// in a row and the schema does not, or if more than 10,000 operators are on the way. Errors: the
/// reader's. 8 bytes for a member of an operand.
[[nodiscard]] Result<std::optional<Bounds>> find_subject_bounds(const Snapshot& snapshot, Node root,
                                                                RelationId subject_relation);

} // namespace pemba::graph
