// Slot: a relation of a schema, or a part of its rewrite, in a store's numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "tuple/ids.h"

namespace pemba::graph {

/// A relation of the schema, or a part of a rewrite that needs a place of its own. Dense, 0 …
/// 2^24-2.
enum class SlotId : std::uint32_t { None = 0xffffff };

/// A slot of one object, in 64 bits: what a walk visits.
class Node {
public:
    constexpr Node() = default;
    constexpr Node(SlotId slot, ObjectNumber object)
        : bits_(std::uint64_t{static_cast<std::uint32_t>(slot)} << 40 |
                static_cast<std::uint64_t>(object)) {}

    [[nodiscard]] static constexpr Node from_bits(std::uint64_t bits) {
        Node node;
        node.bits_ = bits;
        return node;
    }

    [[nodiscard]] constexpr SlotId slot() const {
        return SlotId{static_cast<std::uint32_t>(bits_ >> 40)};
    }
    [[nodiscard]] constexpr ObjectNumber object() const {
        return ObjectNumber{bits_ & ((std::uint64_t{1} << 40) - 1)};
    }
    [[nodiscard]] constexpr std::uint64_t bits() const { return bits_; }

    friend constexpr auto operator<=>(Node, Node) = default;

private:
    std::uint64_t bits_ = 0;
};

/// One type of subject that a stored relation takes.
struct AllowedSubject {
    RelationId relation; ///< a namespace's plain objects, or a userset's relation
    bool wildcard = false;
    bool expiration = false;                   ///< of tuples that expire
    ConditionId condition = ConditionId::None; ///< of tuples under it
    SlotId slot = SlotId::None;                ///< of a userset's relation
};

/// Where an arrow leads from one type of subject of its tupleset.
struct ArrowTarget {
    RelationId subject_relation;
    SlotId slot = SlotId::None; ///< None: that namespace has no such relation
};

/// One operand of a slot.
struct Operand {
    enum class Kind : std::uint8_t {
        This,     ///< the tuples of the slot's own relation
        Computed, ///< another slot of the same object
        Arrow,    ///< a slot of the objects under a tupleset
        Self,     ///< the object itself
    };

    Kind kind = Kind::Self;
    SlotId slot = SlotId::None;       ///< Computed
    RelationId tupleset;              ///< Arrow
    std::vector<ArrowTarget> targets; ///< Arrow: one a subject type of the tupleset

    /// Where the arrow leads from a subject of the tupleset; None: nowhere. REQUIRES: an arrow.
    [[nodiscard]] SlotId target_of(RelationId subject_relation) const {
        for (const auto& target : targets)
            if (target.subject_relation == subject_relation)
                return target.slot;
        return SlotId::None;
    }
};

/// How the operands of a slot are put together. Rewrites are broken up so that a Union takes any
/// operands, Intersection and Exclusion take Computed ones only, and All takes one Arrow.
enum class SlotOperator : std::uint8_t { Union, Intersection, Exclusion, All };

struct Slot {
    SlotOperator op = SlotOperator::Union;
    std::vector<Operand> operands;
    SlotId owner = SlotId::None; ///< the relation it is of; itself for a relation
    RelationId relation;         ///< the owner's
    NamespaceId namespace_id{};
    // The rest is of relations only.
    bool stored = false;                  ///< tuples can be written to it
    SlotId tuples = SlotId::None;         ///< stored: the slot that has the operand This
    std::vector<AllowedSubject> subjects; ///< stored: what it takes
    bool has_userset_subjects = false;

    [[nodiscard]] bool is_relation(SlotId self) const { return owner == self; }
};

} // namespace pemba::graph
