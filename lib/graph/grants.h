// Grants: what single tuples give to the subject of a question.
#pragma once

#include "graph/condition_judge.h"
#include "graph/question.h"

namespace pemba::graph {

/// Used by one walk. A tuple whose condition is undecided is taken to be absent, and remembered:
/// the answer may depend on it.
class Grants {
public:
    void begin(const Snapshot& snapshot, const SubjectQuestion& question) {
        snapshot_ = &snapshot;
        question_ = &question;
        met_undecided_ = false;
    }

    /// Whether a tuple of a stored relation names the subject, or a wildcard that covers it.
    [[nodiscard]] bool has_direct(const Slot& relation, ObjectNumber object) {
        NodeId userset(relation.relation, object);
        bool direct = false, wildcard = false;
        for (const auto& allowed : relation.subjects)
            if (allowed.relation == question_->subject.relation())
                (allowed.wildcard ? wildcard : direct) = true;
        return (direct && has({userset, question_->subject})) ||
               (wildcard && has({userset, question_->wildcard()}));
    }

    /// Whether a tuple that is there with this mark counts.
    [[nodiscard]] bool counts(const TupleId& tuple, storage::DetailsMark mark) {
        auto holds = judge(*snapshot_, tuple, mark);
        met_undecided_ |= is_undecided(holds);
        return holds == Holds::Yes;
    }

    [[nodiscard]] bool met_undecided() const { return met_undecided_; }

private:
    [[nodiscard]] bool has(const TupleId& tuple) {
        auto mark = snapshot_->tuples.find(tuple);
        return mark && counts(tuple, *mark);
    }

    const Snapshot* snapshot_ = nullptr;
    const SubjectQuestion* question_ = nullptr;
    bool met_undecided_ = false;
};

} // namespace pemba::graph
