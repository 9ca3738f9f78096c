// GroundGraph: everything that a question can reach, written down, without cutting any corner
// short.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/container/static_vector.hpp>

#include "graph/condition_judge.h"

namespace pemba::graph {

/// The nodes that a question can reach and how each is made up of others. Where Checker stops at
/// the first answer, this holds all of it: for questions that recurse through an exclusion, and for
/// explanations.
struct GroundGraph {
    /// A tuple that the question rests on, with what its condition came to.
    struct TupleUse {
        static constexpr std::uint32_t kUnconditional = ~std::uint32_t{0};

        TupleId tuple;
        storage::DetailsMark mark = storage::DetailsMark::None;
        std::uint32_t outcome = kUnconditional; ///< in outcomes
    };

    struct Edge {
        std::uint32_t child = 0;
        std::optional<TupleUse> via; ///< the tuple that leads there, if one does
    };

    struct GroundNode {
        Node node;
        SlotOperator op = SlotOperator::Union;
        bool identity = false; ///< it is the very userset that is asked for
        bool self = false;     ///< the subject is the object itself
        /// The tuples that name the subject and its wildcard.
        boost::container::static_vector<TupleUse, 2> grants;
        bool nowhere = false; ///< All: a subject of the tupleset has no such relation
        /// Where the walk ended, further away than the dialect allows: in outcomes.
        std::uint32_t cut = TupleUse::kUnconditional;
        std::vector<Edge> edges;
    };

    std::vector<GroundNode> nodes; ///< nodes[0] is the question
    std::vector<Outcome> outcomes;

    [[nodiscard]] Holds holds(const TupleUse& use) const {
        return use.outcome == TupleUse::kUnconditional ? Holds::Yes : outcomes[use.outcome].holds;
    }
    [[nodiscard]] Holds holds(const std::optional<TupleUse>& use) const {
        return use ? holds(*use) : Holds::Yes;
    }
    /// Whether a node holds by itself, without looking at any child.
    [[nodiscard]] Holds by_itself(const GroundNode& node) const;

    /// Walks everything that is within the dialect's reach. REQUIRES: afterwards the caller asks
    /// snapshot.tuples.failed(). O(all nodes and tuples reachable).
    [[nodiscard]] static GroundGraph build(const Snapshot& snapshot, Node root,
                                           const SubjectQuestion& question);
};

} // namespace pemba::graph
