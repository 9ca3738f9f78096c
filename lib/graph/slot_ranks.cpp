#include "graph/slot_ranks.h"

#include <algorithm>

namespace pemba::graph {
namespace {

struct Dependency {
    std::uint32_t slot = 0;
    bool over_tuple = false;
};

// Tarjan's strongly connected components, which come out dependencies first; on a stack of its own.
class Ranking {
public:
    explicit Ranking(std::span<const Slot> slots)
        : dependencies_(slots.size()), numbers_(slots.size(), kUnseen), lows_(slots.size()),
          ranks_(slots.size()) {
        for (std::size_t i = 0; i < slots.size(); ++i)
            for (const auto& operand : slots[i].operands)
                for_each_dependency(
                    operand, slots[static_cast<std::uint32_t>(slots[i].owner)],
                    [&](SlotId slot, bool over_tuple) {
                        dependencies_[i].push_back({static_cast<std::uint32_t>(slot), over_tuple});
                    });
    }

    std::vector<SlotRank> run() {
        for (std::uint32_t slot = 0; slot < ranks_.size(); ++slot) {
            if (numbers_[slot] != kUnseen)
                continue;
            enter(slot);
            while (!frames_.empty())
                step();
        }
        return std::move(ranks_);
    }

private:
    static constexpr std::uint32_t kUnseen = 0xffffffff, kDone = 0xfffffffe;

    struct Frame {
        std::uint32_t slot = 0;
        std::size_t next = 0; ///< dependency
    };

    void enter(std::uint32_t slot) {
        numbers_[slot] = lows_[slot] = entered_++;
        open_.push_back(slot);
        frames_.push_back({slot});
    }

    void step() {
        auto& frame = frames_.back();
        auto slot = frame.slot;
        if (frame.next < dependencies_[slot].size()) {
            auto other = dependencies_[slot][frame.next++].slot;
            if (numbers_[other] == kUnseen)
                enter(other);
            else if (numbers_[other] != kDone)
                lows_[slot] = std::min(lows_[slot], numbers_[other]);
            return;
        }
        frames_.pop_back();
        if (!frames_.empty())
            lows_[frames_.back().slot] = std::min(lows_[frames_.back().slot], lows_[slot]);
        if (lows_[slot] == numbers_[slot])
            close(slot);
    }

    void close(std::uint32_t first) {
        auto begin = open_.end();
        while (*--begin != first) {
        }
        std::vector<std::uint32_t> component(begin, open_.end());
        open_.erase(begin, open_.end());
        for (auto slot : component) {
            numbers_[slot] = kDone;
            ranks_[slot].component = components_;
        }
        ++components_;
        for (auto slot : component)
            rank(slot, component.size() > 1);
    }

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
    std::vector<std::uint32_t> numbers_, lows_;
    std::vector<SlotRank> ranks_;
    std::vector<std::uint32_t> open_;
    std::vector<Frame> frames_;
    std::uint32_t entered_ = 0, components_ = 0;
};

} // namespace

std::vector<SlotRank> rank_slots(std::span<const Slot> slots) {
    return Ranking(slots).run();
}

} // namespace pemba::graph
