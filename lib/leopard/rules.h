// Rules: which tuples put one set into another, and which sets have a closure. The schema gives
// them.
#pragma once

#include <span>
#include <vector>

#include "tuple/ids.h"

namespace pemba::leopard {

/// A kind of tuple: `relation:o@subject_relation:p` puts the node (to, p) into each node (from, o).
/// That is a userset in a userset, or what an arrow leads to.
struct EdgeKind {
    RelationId relation;
    RelationId subject_relation;
    RelationId to;
    std::vector<RelationId> from; ///< ordered

    friend auto operator<=>(const EdgeKind&, const EdgeKind&) = default;
};

/// A way from nodes of a relation to nodes next to them, over the tuples of one kind.
struct Step {
    RelationId at;   ///< of the nodes that it leads from
    RelationId next; ///< of those that it leads to
    RelationId relation;
    RelationId subject_relation;

    friend auto operator<=>(const Step&, const Step&) = default;
};

/// The kinds of tuples of all closures of one schema. Empty if no relation is recursive. Immutable,
/// safe to read from any thread.
class Rules {
public:
    Rules() = default;
    explicit Rules(std::vector<EdgeKind> kinds);

    [[nodiscard]] bool empty() const { return kinds_.empty(); }
    /// Ordered by relation, then by relation of the subject.
    [[nodiscard]] std::span<const EdgeKind> kinds() const { return kinds_; }
    /// What tuples of a relation may be. O(log kinds).
    [[nodiscard]] std::span<const EdgeKind> of_relation(RelationId relation) const;
    /// Whether a tuple puts sets into sets, its condition and expiry apart. O(log kinds).
    [[nodiscard]] bool concern(const TupleId& tuple) const;
    /// Whether nodes of a relation have closures. O(log kinds).
    [[nodiscard]] bool have_closures_of(RelationId relation) const;

    /// From nodes of a relation to what is put into them. O(log kinds).
    [[nodiscard]] std::span<const Step> down(RelationId relation) const;
    /// From nodes of a relation to what they are put into. O(log kinds).
    [[nodiscard]] std::span<const Step> up(RelationId relation) const;

    friend bool operator==(const Rules&, const Rules&) = default;

private:
    std::vector<EdgeKind> kinds_;
    std::vector<Step> down_, up_; ///< ordered
};

} // namespace pemba::leopard
