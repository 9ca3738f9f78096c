// SortedUnion: the union of many ordered lists of nodes.
#pragma once

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "tuple/ids.h"

namespace pemba::leopard {

/// Merges lists of like size, as a binary counter carries, so that each node is copied O(log lists)
/// times and no more is kept than twice the union.
class SortedUnion {
public:
    /// REQUIRES: ordered, each node once.
    void add(std::vector<NodeId> list) {
        if (list.empty())
            return;
        lists_.push_back(std::move(list));
        while (lists_.size() > 1 && lists_[lists_.size() - 2].size() <= lists_.back().size())
            merge_last();
    }

    /// A lower bound of the union's size, and exact once it has been taken.
    [[nodiscard]] std::size_t size_at_least() const {
        return lists_.empty() ? 0 : lists_.front().size();
    }

    /// The union; nothing is left.
    [[nodiscard]] std::vector<NodeId> take() {
        while (lists_.size() > 1)
            merge_last();
        return lists_.empty() ? std::vector<NodeId>{} : std::exchange(lists_, {}).front();
    }

private:
    void merge_last() {
        const auto last = std::move(lists_.back());
        lists_.pop_back();
        std::vector<NodeId> merged;
        merged.reserve(lists_.back().size() + last.size());
        std::ranges::set_union(lists_.back(), last, std::back_inserter(merged));
        lists_.back() = std::move(merged);
    }

    std::vector<std::vector<NodeId>> lists_; ///< the longest first
};

} // namespace pemba::leopard
