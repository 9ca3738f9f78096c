// UsersetTree: the result of expand, how a userset is made up at one snapshot.
#pragma once

#include <cstdint>
#include <vector>

#include "pemba/relation_tuple.h"

namespace pemba {

/// A tree kept flat: nodes[0] is the root, children are indices. Computed relations of the same
/// object and arrows are opened; usersets that a tuple names stay leaves' subjects. Where the data
/// is cyclic, the userset that is being expanded already appears as a subject of a leaf. Where the
/// tree would have more than Limits::expand_nodes nodes since branches share usersets, each userset
/// is opened in one branch, and appears as a subject of a leaf in the others.
///
/// A tree of the relation's own rewrite alone opens nothing but its operators: a computed relation
/// is a Reference, and an arrow an Arrow whose children are References to what it leads to.
struct UsersetTree {
    enum class Operation : std::uint8_t {
        Leaf,
        Union,
        Intersection,
        Exclusion,
        Reference, ///< to `userset`, which is not opened
        Arrow,     ///< over the tuples of `userset`, the tupleset
    };

    struct Node {
        Userset userset; ///< what this node expands; an operand in parentheses repeats its parent's
        Operation operation = Operation::Leaf;
        std::vector<Subject> subjects;       ///< only of a leaf
        std::vector<std::uint32_t> children; ///< not of a leaf; of an exclusion: from, subtracted
    };

    std::vector<Node> nodes;
};

} // namespace pemba
