// The order in which the slots of a schema depend on one another.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/slot.h"

namespace pemba::graph {

/// Where a slot stands among those that it depends on.
struct SlotRank {
    static constexpr std::uint32_t kUnbounded = 0xffffffff;

    /// Slots that depend on one another are of one component; what they depend on is of lower ones.
    std::uint32_t component = 0;
    bool recursive = false;     ///< it depends on itself
    std::uint32_t max_hops = 0; ///< the most tuples in a row that a check of it can lead over
};

/// Calls visit(slot, whether a tuple leads there) for each slot that an operand of `slot` looks
/// into; for one slot more than once if several tuples lead there.
template <class Visit>
void for_each_dependency(const Operand& operand, const Slot& owner, Visit visit) {
    if (operand.kind == Operand::Kind::Computed)
        visit(operand.slot, false);
    for (const auto& target : operand.targets)
        if (target.slot != SlotId::None)
            visit(target.slot, true);
    if (operand.kind == Operand::Kind::This)
        for (const auto& subject : owner.subjects)
            if (subject.slot != SlotId::None)
                visit(subject.slot, true);
}

/// The ranks of all slots, by index. O(slots and operands).
[[nodiscard]] std::vector<SlotRank> rank_slots(std::span<const Slot> slots);

} // namespace pemba::graph
