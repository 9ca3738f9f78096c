#include "graph/slot_ranks.h"

#include <algorithm>

#include "base/assert.h"
#include "base/components.h"

namespace pemba::graph {
namespace {

struct Dependency {
    std::uint32_t slot = 0;
    bool over_tuple = false;
};

// A graph for Components: all slots.
class Ranking {
public:
    explicit Ranking(std::span<const Slot> slots)
        : dependencies_(slots.size()), settled_(slots.size(), false), ranks_(slots.size()) {
        for (std::size_t i = 0; i < slots.size(); ++i)
            for (const auto& operand : slots[i].operands)
                for_each_dependency(
                    operand, slots[static_cast<std::uint32_t>(slots[i].owner)],
                    [&](SlotId slot, bool over_tuple) {
                        dependencies_[i].push_back({static_cast<std::uint32_t>(slot), over_tuple});
                    });
    }

    std::vector<SlotRank> run() {
        base::Components<Ranking, std::uint32_t> components(*this);
        for (std::uint32_t slot = 0; slot < ranks_.size(); ++slot) {
            [[maybe_unused]] const auto visited = components.visit(slot);
            PEMBA_ASSERT(visited); // nothing here fails
        }
        return std::move(ranks_);
    }

    Result<bool> is_settled(std::uint32_t slot) const { return bool{settled_[slot]}; }

    Result<std::vector<std::uint32_t>> inner_of(std::uint32_t slot) const {
        std::vector<std::uint32_t> inner;
        for (const auto& dependency : dependencies_[slot])
            inner.push_back(dependency.slot);
        return inner;
    }

    Result<void> settle(std::span<const std::uint32_t> component) {
        for (auto slot : component) {
            settled_[slot] = true;
            ranks_[slot].component = components_;
        }
        ++components_;
        for (auto slot : component)
            rank(slot, component.size() > 1);
        return {};
    }

private:
    void rank(std::uint32_t slot, bool recursive) {
        auto& rank = ranks_[slot];
        for (const auto& dependency : dependencies_[slot]) {
            const auto& other = ranks_[dependency.slot];
            recursive = recursive || other.component == rank.component;
            if (other.max_hops != SlotRank::kUnbounded)
                rank.max_hops =
                    std::max(rank.max_hops, other.max_hops + (dependency.over_tuple ? 1u : 0u));
            else
                rank.max_hops = SlotRank::kUnbounded;
        }
        rank.recursive = recursive;
        if (recursive)
            rank.max_hops = SlotRank::kUnbounded;
    }

    std::vector<std::vector<Dependency>> dependencies_;
    std::vector<bool> settled_;
    std::vector<SlotRank> ranks_;
    std::uint32_t components_ = 0;
};

} // namespace

std::vector<SlotRank> rank_slots(std::span<const Slot> slots) {
    return Ranking(slots).run();
}

} // namespace pemba::graph
