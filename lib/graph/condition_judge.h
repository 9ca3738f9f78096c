// Judging the conditions that tuples are under.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/question.h"
#include "pemba/explanation.h"

namespace pemba::graph {

/// Whether a tuple counts for a question. Missing and Failed are between No and Yes: the question's
/// context lacks a value, or the condition cannot be evaluated.
enum class Holds : std::uint8_t { No, Yes, Missing, Failed };

[[nodiscard]] constexpr bool is_undecided(Holds holds) {
    return holds == Holds::Missing || holds == Holds::Failed;
}

/// What the condition of one tuple came to.
struct Outcome {
    Holds holds = Holds::Yes;
    std::vector<std::string> missing; ///< of Missing: parameters, ordered
    std::optional<Error> error;       ///< of Failed: InvalidContext or ConditionFailed
};

/// Judges a tuple that is there with this mark: Yes without a condition, else one look-up and an
/// evaluation, which spends of the snapshot's budget. REQUIRES: afterwards the caller asks
/// snapshot.tuples.failed().
[[nodiscard]] Outcome judge_condition(const Snapshot& snapshot, const TupleId& tuple,
                                      storage::DetailsMark mark);

/// The same in a word. Costs nothing for a tuple without a condition.
[[nodiscard]] inline Holds judge(const Snapshot& snapshot, const TupleId& tuple,
                                 storage::DetailsMark mark) {
    return storage::has_condition(mark) ? judge_condition(snapshot, tuple, mark).holds : Holds::Yes;
}

/// An outcome in words, with the values that it was judged by.
[[nodiscard]] ConditionOutcome words_of(const Outcome& outcome, const Snapshot& snapshot,
                                        const storage::TupleDetails& details);

} // namespace pemba::graph
