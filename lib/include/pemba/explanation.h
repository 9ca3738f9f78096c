// Explanation: why a check answered as it did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/decision.h"
#include "pemba/relation_tuple.h"

namespace pemba {

/// How the condition of a tuple was judged.
struct ConditionOutcome {
    enum class Result : std::uint8_t { False, True, MissingContext, Failed };

    std::string condition;  ///< its name
    std::string expression; ///< its source
    std::string context;    ///< the values that it was judged by, as a JSON object
    Result result = Result::False;
    std::vector<std::string> missing_context; ///< of MissingContext, ordered
    std::string failure;                      ///< of Failed: why
};

/// A proof kept flat: nodes[0] is the question, children are indices. For a yes it holds what the
/// yes rests on, nothing else; for a no, everything that was looked at, each userset once.
struct Explanation {
    enum class Operation : std::uint8_t { Tuples, Union, Intersection, Exclusion };

    struct Node {
        Userset userset;                                    ///< asked whether the subject is in it
        Permissionship permissionship = Permissionship::No; ///< whether it is
        bool computed = false; ///< whether the relation is a permission
        Operation operation = Operation::Tuples;
        bool identity = false;            ///< the subject is this userset itself
        bool shown_before = false;        ///< its children stand where it appeared first
        std::optional<RelationTuple> via; ///< the tuple by which its parent leads here
        std::optional<ConditionOutcome> via_condition; ///< of that tuple, if it has one
        std::optional<RelationTuple> grant; ///< the tuple that names the subject, or its wildcard
        std::optional<ConditionOutcome> grant_condition;
        std::vector<std::uint32_t> children;
    };

    /// One use of the index of nested sets by a check: where its walk over tuples came to sets that
    /// may be nested, the entries, and how it went on from there.
    struct PlanStep {
        enum class From : std::uint8_t {
            Subject, ///< the sets that the subject comes to were looked up in the entries
            Object,  ///< all sets nested in the entries were read
        };
        std::string sets; ///< which, such as "group#member"
        From from = From::Subject;
        std::uint64_t entries = 0;
        std::uint64_t subject_sets = 0; ///< From::Subject: that the subject comes to
        std::uint64_t reads = 0;        ///< of this step
    };
    /// What a check of the same question does, which proves nothing and so reads less.
    struct Plan {
        std::vector<PlanStep> steps;
        std::uint64_t reads = 0; ///< look-ups and tuples, of all
    };

    std::vector<Node> nodes;
    Decision decision; ///< of nodes[0]
    Plan plan;

    /// The tuples that the answer rests on, from the object to the subject, each once. Empty for a
    /// no and for an identity. O(nodes).
    [[nodiscard]] PEMBA_EXPORT std::vector<RelationTuple> path() const;
};

} // namespace pemba
