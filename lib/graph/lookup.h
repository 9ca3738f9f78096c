// Lookups: which objects a subject has a relation to, and which subjects have it to an object.
//
// Both find bounds of the answer: who is in it for certain, and candidates beside them. Those are
// put to the Checker, one by one, so that lookups and checks cannot disagree.
#pragma once

#include <vector>

#include "graph/ask.h"
#include "graph/bounds.h"

namespace pemba::graph {

/// An object that was found.
struct Found {
    ObjectNumber object{};
    Decision decision; ///< Yes or Conditional
};

/// Objects that were found: 8 bytes each, but for conditional ones. Both parts are ordered.
struct FoundSet {
    Numbers certain; ///< Yes
    std::vector<Found> conditional;

    /// REQUIRES: in order. A No is not added.
    void add(ObjectNumber object, Decision decision) {
        if (decision.is_yes())
            certain.push_back(object);
        else if (!decision.is_no())
            conditional.push_back({object, std::move(decision)});
    }
};

/// Who is certain, and those of the others for whom ask(object) does not say no.
template <class Ask>
[[nodiscard]] Result<FoundSet> decide(Bounds bounds, Ask ask) {
    FoundSet found;
    for (auto object : bounds.open) {
        PEMBA_TRY(auto decision, ask(object));
        found.add(object, std::move(decision));
    }
    if (found.certain.empty()) {
        found.certain = std::move(bounds.certain);
    } else {
        append(found.certain, bounds.certain);
        std::ranges::sort(found.certain);
    }
    return found;
}

/// The objects of the slot's namespace that the subject has it to. Errors: those of ask().
[[nodiscard]] Result<FoundSet> lookup_objects(const Asking& asking, SlotId slot,
                                              const SubjectQuestion& question);

struct FoundSubjects {
    Decision wildcard;
    FoundSet excluded; ///< that the wildcard does not cover
    FoundSet subjects; ///< that were named and are in
};

/// The subjects of one relation (or plain namespace) that are in the root. Errors: those of ask().
[[nodiscard]] Result<FoundSubjects> lookup_subjects(const Asking& asking, Node root,
                                                    RelationId subject_relation);

} // namespace pemba::graph
