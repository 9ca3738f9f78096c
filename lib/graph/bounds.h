// Bounds: what is known of the objects that are in a slot before anybody is asked one by one.
#pragma once

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "tuple/ids.h"

namespace pemba::graph {

/// A set of objects: ordered, each once.
using Numbers = std::vector<ObjectNumber>;

/// Orders what was collected, each once.
inline void make_set(Numbers& numbers) {
    if (!std::ranges::is_sorted(numbers))
        std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

/// Keeps of a set those that are in another one, or those that are not. O(both).
inline void retain(Numbers& set, const Numbers& other, bool those_in_it) {
    auto at = other.begin();
    auto kept = set.begin();
    for (auto number : set) {
        while (at != other.end() && *at < number)
            ++at;
        bool is_in_it = at != other.end() && *at == number;
        if (is_in_it == those_in_it)
            *kept++ = number;
    }
    set.erase(kept, set.end());
}

inline void append(Numbers& to, const Numbers& from) {
    to.insert(to.end(), from.begin(), from.end());
}

/// Whoever is certain is in, whoever is open may be, and nobody else is.
struct Bounds {
    Numbers certain, open;

    [[nodiscard]] std::size_t size() const { return certain.size() + open.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    void add(ObjectNumber object, bool is_certain) {
        (is_certain ? certain : open).push_back(object);
    }
    void append(const Bounds& other) {
        graph::append(certain, other.certain);
        graph::append(open, other.open);
    }
    /// Takes back that anybody is certain.
    void doubt() { graph::append(open, std::exchange(certain, {})); }
    /// After collecting: makes both a set, with nobody in both.
    void settle() {
        make_set(certain);
        make_set(open);
        if (!open.empty())
            retain(open, certain, false);
    }
    /// Keeps who is in another one too. `absence_counts`: who is not even possible there is not in
    /// it; otherwise that is open. REQUIRES: both are settled, as the result is.
    void intersect(const Bounds& other, bool absence_counts) {
        auto candidates = possible();
        if (absence_counts)
            retain(candidates, other.possible(), true);
        retain(certain, other.certain, true);
        open = std::move(candidates);
        retain(open, certain, false);
    }
    /// Leaves out who is in another one. The rest as intersect().
    void subtract(const Bounds& other, bool absence_counts) {
        auto candidates = possible();
        retain(candidates, other.certain, false);
        if (absence_counts)
            retain(certain, other.possible(), false);
        else
            certain.clear();
        open = std::move(candidates);
        retain(open, certain, false);
    }
    /// While collecting those who come again and again: keeps their memory within a few times that
    /// of the set. O(log members) a member, all in all.
    void settle_if_grown() {
        if (size() < grown_)
            return;
        settle();
        grown_ = std::max(kSmall, 2 * size());
    }
    /// Whoever is or may be in, as a set. REQUIRES: settled.
    [[nodiscard]] Numbers possible() const {
        Numbers all;
        all.reserve(certain.size() + open.size());
        std::ranges::set_union(certain, open, std::back_inserter(all));
        return all;
    }

private:
    static constexpr std::size_t kSmall = 1 << 16;
    std::size_t grown_ = kSmall;
};

} // namespace pemba::graph
