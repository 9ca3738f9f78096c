// Lookups: which objects a subject has a relation to, and which subjects have it to an object.
//
// Both walk the graph for candidates, a superset of the answer. A candidate that was reached
// through unions and unconditional tuples alone is an answer; any other is put to the Checker. So
// lookups and checks cannot disagree.
#pragma once

#include <vector>

#include "graph/ask.h"

namespace pemba::graph {

/// An object that was found.
struct Found {
    ObjectNumber object{};
    Decision decision; ///< Yes or Conditional
};

/// The objects of the slot's namespace that the subject has it to, in no order. Errors: those of
/// ask().
[[nodiscard]] Result<std::vector<Found>> lookup_objects(const Asking& asking, SlotId slot,
                                                        const SubjectQuestion& question);

struct FoundSubjects {
    Decision wildcard;
    std::vector<Found> excluded; ///< that the wildcard does not cover, in no order
    std::vector<Found> subjects; ///< that were named and are in, in no order
};

/// The subjects of one relation (or plain namespace) that are in the root. Errors: those of ask().
[[nodiscard]] Result<FoundSubjects> lookup_subjects(const Asking& asking, Node root,
                                                    RelationId subject_relation);

} // namespace pemba::graph
