// GroundGraph: everything that a question can reach, written down, without cutting any corner
// short.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "graph/question.h"

namespace pemba::graph {

/// The nodes that a question can reach and how each is made up of others. Where Checker stops at
/// the first answer, this holds all of it: for questions that recurse through an exclusion, and for
/// explanations.
struct GroundGraph {
    struct Edge {
        std::uint32_t child = 0;
        std::optional<TupleId> via; ///< the tuple that leads there, if one does
    };

    struct GroundNode {
        Node node;
        SlotOperator op = SlotOperator::Union;
        bool identity = false;        ///< it is the very userset that is asked for
        bool self = false;            ///< the subject is the object itself
        std::optional<TupleId> grant; ///< a tuple that names the subject or its wildcard
        bool nowhere = false;         ///< All: a subject of the tupleset has no such relation
        std::vector<Edge> edges;

        /// Whether it holds without looking at any child.
        [[nodiscard]] bool holds_by_itself() const { return identity || self || grant; }
    };

    std::vector<GroundNode> nodes; ///< nodes[0] is the question

    /// Walks everything. REQUIRES: afterwards the caller asks snapshot.tuples.failed(). O(all nodes
    /// and tuples reachable).
    [[nodiscard]] static GroundGraph build(const Snapshot& snapshot, Node root,
                                           const SubjectQuestion& question);
};

} // namespace pemba::graph
