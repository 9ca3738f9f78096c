// Bounds of a lookup of objects by sets: slot by slot, each after those it depends on.
#pragma once

#include <optional>

#include "graph/bounds.h"
#include "graph/question.h"

namespace pemba::graph {

/// The objects that the subject is or may be in a slot of. Unions, intersections and exclusions of
/// sets are merged; left open is what rests on a condition, on an intersection arrow, on
/// recursion through an operator, or on somebody's absence from where a check might be led over
/// too many tuples. Nothing if the dialect limits those and the walk went further than every check
/// may go. Errors: the reader's. 8 bytes a member of the slots that are still needed, and twice
/// that where slots recur.
[[nodiscard]] Result<std::optional<Bounds>>
find_object_bounds(const Snapshot& snapshot, SlotId target, const SubjectQuestion& question);

} // namespace pemba::graph
