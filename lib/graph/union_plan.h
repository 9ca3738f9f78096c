// UnionPlan: the part of a schema that only unions, in the form that UnionWalk runs on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/slot_ranks.h"
#include "leopard/rules.h"

namespace pemba::graph {

/// An arrow of a node that only unions.
struct ArrowPart {
    RelationId tupleset;
    std::vector<ArrowTarget> targets; ///< none is in another one whatever the tuples
};

/// What a slot that only unions consists of, with the computed usersets between taken out: all of
/// it is of the slot's own object.
struct UnionParts {
    std::vector<RelationId> relations; ///< whose usersets are in it, its own among them
    std::vector<SlotId> stored;        ///< the relations whose tuples are in it
    std::vector<ArrowPart> arrows;
    bool self = false;
};

/// Relations of a schema that tuples put into each other in a cycle, so that sets of one are nested
/// in others: they have closures. Components are numbered from below: none reaches a greater one.
enum class ComponentId : std::uint32_t { None = 0xffffffff };

/// How a walk from a subject up comes to a component: all tuples with this subject's relation in
/// this relation.
struct UpStep {
    RelationId subject_relation;
    RelationId to; ///< the subject's node is of this relation; the same for the subject asked for
    RelationId relation;
    std::vector<RelationId> from; ///< of the nodes that it is put into
};

struct Component {
    std::vector<SlotId> slots; ///< its relations
    std::vector<SlotId> below; ///< relations that lead into it without being of it
    std::vector<UpStep> steps; ///< that do not begin in the component
    std::size_t parts = 0;     ///< of one node at most: look-ups that it costs
};

/// Immutable once built, safe to read from any thread.
class UnionPlan {
public:
    UnionPlan() = default;

    /// Whether a slot and all that it can reach only union.
    [[nodiscard]] bool covers(SlotId slot) const { return covered_[index(slot)]; }
    /// REQUIRES: covers(slot).
    [[nodiscard]] const UnionParts& parts(SlotId slot) const { return parts_[index(slot)]; }
    /// The component that a slot is a relation of, or None.
    [[nodiscard]] ComponentId component_of(SlotId slot) const {
        return components_of_[index(slot)];
    }
    [[nodiscard]] const Component& component(ComponentId id) const {
        return components_[static_cast<std::uint32_t>(id)];
    }
    /// What all components follow.
    [[nodiscard]] const leopard::Rules& rules() const { return rules_; }

private:
    friend class UnionPlanBuilder;
    static std::size_t index(SlotId slot) { return static_cast<std::uint32_t>(slot); }

    std::vector<bool> covered_;
    std::vector<UnionParts> parts_;
    std::vector<ComponentId> components_of_;
    std::vector<Component> components_;
    leopard::Rules rules_;
};

/// Whether components are looked for. Where a dialect limits how many tuples in a row an answer may
/// lead over there are none: a closure does not tell how many it stands for.
enum class Closures : std::uint8_t { None, OfComponents };

/// Plans the slots of a schema; both are all of them, by their ids.
[[nodiscard]] UnionPlan plan_unions(std::span<const Slot> slots, std::span<const SlotRank> ranks,
                                    Closures closures);

} // namespace pemba::graph
