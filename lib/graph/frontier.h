// Frontier: what a walk still has to visit, level by level where the dialect limits how many tuples
// in a row it may lead over.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pemba/error.h"

namespace pemba::graph {

/// Whether a step of a walk leads over a tuple or stays with the object.
enum class Hop : std::uint8_t { None, OverTuple };

/// Places of one level are taken in no particular order. Without a limit all are on one level.
template <class Place>
class Frontier {
public:
    /// `max_hops` as in schema::Policy.
    explicit Frontier(std::uint32_t max_hops) : max_hops_(max_hops) {}

    /// Begins anew, `hops` tuples away from the question, keeping the memory.
    void begin(std::uint32_t max_hops, std::uint32_t hops) {
        max_hops_ = max_hops;
        hops_ = hops;
        level_.clear();
        next_.clear();
    }

    void add(Place place, Hop hop) {
        bool is_next = hop == Hop::OverTuple && max_hops_ != 0;
        (is_next ? next_ : level_).push_back(std::move(place));
    }

    /// Whether the level has a place left.
    [[nodiscard]] bool has() const { return !level_.empty(); }
    /// REQUIRES: has().
    [[nodiscard]] Place take() {
        auto place = std::move(level_.back());
        level_.pop_back();
        return place;
    }
    /// Goes on to the next level, if there is anything on it. REQUIRES: !has().
    bool advance() {
        ++hops_;
        std::swap(level_, next_);
        return has();
    }

    /// Whether the level lies further away than the limit allows.
    [[nodiscard]] bool is_too_far() const { return max_hops_ != 0 && hops_ > max_hops_; }
    [[nodiscard]] Error too_deep() const {
        return {ErrorCode::TooDeep,
                fmt::format("the answer lies behind more than {} tuples in a row", max_hops_),
                {{"limit", "max_hops"}, {"maximum", std::to_string(max_hops_)}}};
    }

private:
    std::uint32_t max_hops_;
    std::uint32_t hops_ = 0;
    std::vector<Place> level_, next_;
};

} // namespace pemba::graph
