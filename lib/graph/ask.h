// ask(): one check with everything that can become of it.
#pragma once

#include "graph/checker.h"
#include "graph/explain.h"
#include "pemba/options.h"

namespace pemba::graph {

/// What questions about one snapshot are asked with.
struct Asking {
    Snapshot snapshot;
    Checker& checker;
    Wording wording;
    Optimisations optimisations;
};

/// Whether the subject is in the root. Errors: NoAnswer with the cycle's path if the answer would
/// depend on itself through an exclusion; InvalidContext or ConditionFailed if it depends on a
/// condition that cannot be evaluated; BudgetExceeded, StoreFailed.
[[nodiscard]] Result<Decision> ask(const Asking& asking, Node root,
                                   const SubjectQuestion& question);

/// The same, with the proof. Walks everything that can be reached, so it costs more. Also:
/// BudgetExceeded past `max_nodes`.
[[nodiscard]] Result<Explanation> ask_why(const Asking& asking, Node root,
                                          const SubjectQuestion& question, std::size_t max_nodes);

} // namespace pemba::graph
