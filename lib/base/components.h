// Components: a walk over a graph that meets each node after all that it leads to, and the nodes of
// a cycle together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "pemba/result.h"

namespace pemba::base {

/// Tarjan's strongly connected components, with an explicit stack. A Graph of nodes that can be
/// hashed has
///
///   Result<bool> is_settled(Node)               whether a node needs no visit any more
///   Result<std::vector<Node>> inner_of(Node)    what it leads to
///   Result<void> settle(std::span<const Node>)  called for each component that is visited, after
///                                               those that it leads to
///
/// Memory: the nodes that are visited and not settled yet.
template <class Graph, class Node>
class Components {
public:
    /// The graph outlives it.
    explicit Components(Graph& graph) : graph_(graph) {}

    /// Settles what a node leads to, and the node, as far as they are not settled.
    [[nodiscard]] Result<void> visit(Node root) {
        PEMBA_CHECK_OK(enter(root));
        while (!frames_.empty()) {
            auto& frame = frames_.back();
            PEMBA_CHECK_OK(frame.next < frame.inner.size() ? follow(frame.inner[frame.next++])
                                                           : leave());
        }
        return {};
    }

private:
    struct Frame {
        Node node;
        std::uint32_t number = 0; ///< of the node, in the order of the visits
        std::uint32_t lowest = 0; ///< number of a node that is met again from here
        std::vector<Node> inner;
        std::size_t next = 0;
    };

    Result<void> enter(Node node) {
        PEMBA_TRY(bool settled, graph_.is_settled(node));
        if (settled)
            return {};
        PEMBA_TRY(auto inner, graph_.inner_of(node));
        const auto number = static_cast<std::uint32_t>(open_.size());
        numbers_.emplace(node, number);
        open_.push_back(node);
        frames_.push_back({node, number, number, std::move(inner)});
        return {};
    }

    Result<void> follow(Node inner) {
        auto found = numbers_.find(inner);
        if (found == numbers_.end())
            return enter(inner);
        frames_.back().lowest = std::min(frames_.back().lowest, found->second);
        return {};
    }

    Result<void> leave() {
        const auto frame = std::move(frames_.back());
        frames_.pop_back();
        if (!frames_.empty())
            frames_.back().lowest = std::min(frames_.back().lowest, frame.lowest);
        if (frame.lowest < frame.number)
            return {}; // a node below it on the stack closes the component
        const std::vector<Node> component(open_.begin() + frame.number, open_.end());
        open_.resize(frame.number);
        for (auto node : component)
            numbers_.erase(node);
        return graph_.settle(component);
    }

    Graph& graph_;
    std::vector<Frame> frames_;
    std::vector<Node> open_;                          ///< visited, not settled, in order
    std::unordered_map<Node, std::uint32_t> numbers_; ///< of those
};

} // namespace pemba::base
