// Explanation: why a check answered as it did.
#pragma once

#include <cstdint>
#include <optional>
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

    std::vector<Node> nodes;
    Decision decision; ///< of nodes[0]

    /// The tuples that the answer rests on, from the object to the subject, each once. Empty for a
    /// no and for an identity. O(nodes).
    [[nodiscard]] PEMBA_EXPORT std::vector<RelationTuple> path() const;
};

} // namespace pemba
