// tree_value(): what a userset tree says of one subject.
#pragma once

#include "pemba/userset_tree.h"
#include "reference/evaluator.h"

namespace pemba::reference {

/// Whether the subject is in the tree's root. The usersets that leaves name count with the
/// reference's value. REQUIRES: a tree without nodes shared by two parents, as expand returns it.
[[nodiscard]] Truth tree_value(const UsersetTree& tree, Evaluator& reference,
                               const Subject& subject);

} // namespace pemba::reference
