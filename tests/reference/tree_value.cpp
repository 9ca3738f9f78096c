// tree_value(): Kleene's three values up a userset tree.
#include "reference/tree_value.h"

#include <algorithm>

namespace pemba::reference {
namespace {

// False < Undefined < True, so that a union is the maximum and an intersection the minimum.
int rank(Truth truth) {
    return truth == Truth::False ? 0 : truth == Truth::True ? 2 : 1;
}
Truth truth_of(int rank) {
    return rank == 0 ? Truth::False : rank == 1 ? Truth::Undefined : Truth::True;
}

int leaf_rank(const UsersetTree::Node& node, Evaluator& reference, const Subject& subject) {
    int best = 0;
    for (const Subject& named : node.subjects) {
        bool covered = named.is_wildcard() && !subject.is_userset() &&
                       named.object.namespace_name == subject.object.namespace_name;
        if (named == subject || covered)
            return 2;
        if (named.is_userset())
            best = std::max(best, rank(reference.value({named.object, named.relation}, subject)));
    }
    return best;
}

int node_rank(const UsersetTree& tree, std::uint32_t index, Evaluator& reference,
              const Subject& subject) {
    const UsersetTree::Node& node = tree.nodes[index];
    if (Subject{node.userset.object, node.userset.relation} == subject)
        return 2; // a userset contains itself
    std::vector<int> ranks;
    for (std::uint32_t child : node.children)
        ranks.push_back(node_rank(tree, child, reference, subject));
    switch (node.operation) {
    case UsersetTree::Operation::Leaf: return leaf_rank(node, reference, subject);
    case UsersetTree::Operation::Reference: return rank(reference.value(node.userset, subject));
    case UsersetTree::Operation::Arrow: // somebody is in it who is in one of those it leads to
    case UsersetTree::Operation::Union: return ranks.empty() ? 0 : *std::ranges::max_element(ranks);
    case UsersetTree::Operation::Intersection:
        return ranks.empty() ? 0 : *std::ranges::min_element(ranks);
    case UsersetTree::Operation::Exclusion: return std::min(ranks.at(0), 2 - ranks.at(1));
    }
    return 0;
}

} // namespace

Truth tree_value(const UsersetTree& tree, Evaluator& reference, const Subject& subject) {
    return truth_of(node_rank(tree, 0, reference, subject));
}

} // namespace pemba::reference
