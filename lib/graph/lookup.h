// Lookups: which objects a subject has a relation to, and which subjects have it to an object.
//
// Both walk the graph for candidates, a superset of the answer. A candidate that was reached
// through unions alone is an answer; any other is put to the Checker. So lookups and checks cannot
// disagree.
#pragma once

#include <vector>

#include "graph/ask.h"

namespace pemba::graph {

/// The objects of the slot's namespace that the subject has it to, ordered by number. Errors:
/// NoAnswer, BudgetExceeded.
[[nodiscard]] Result<std::vector<ObjectNumber>> lookup_objects(const Asking& asking, SlotId slot,
                                                               const SubjectQuestion& question);

struct FoundSubjects {
    bool wildcard = false;
    std::vector<ObjectNumber> excluded; ///< that the wildcard does not cover, ordered
    std::vector<ObjectNumber> subjects; ///< that were named and are in, ordered
};

/// The subjects of one relation (or plain namespace) that are in the root. Errors: NoAnswer,
/// BudgetExceeded.
[[nodiscard]] Result<FoundSubjects> lookup_subjects(const Asking& asking, Node root,
                                                    RelationId subject_relation);

} // namespace pemba::graph
