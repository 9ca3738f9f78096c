#include "leopard/naive.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>

namespace pemba::leopard {
namespace {

using Index = std::uint32_t;

// The part of the graph that a node reaches; the node comes first. Each node has those that are
// directly in it.
struct Reached {
    std::vector<NodeId> nodes;
    std::vector<std::vector<Index>> inner;
};

// Level by level; nothing if the closure is incomplete for what is met on the way.
Result<std::optional<Reached>> reach(Edges& edges, NodeId root) {
    Reached reached{{root}, {}};
    std::unordered_map<NodeId, Index> indices{{root, 0}};
    std::size_t level = 0, end_of_level = 1;
    for (std::size_t i = 0; i < reached.nodes.size(); ++i) {
        if (i == end_of_level) {
            ++level;
            end_of_level = reached.nodes.size();
        }
        PEMBA_TRY(auto inner, edges.into(reached.nodes[i]));
        if (inner.marked)
            return std::optional<Reached>{};
        auto& list = reached.inner.emplace_back();
        for (auto node : inner.nodes) {
            auto [found, is_new] =
                indices.try_emplace(node, static_cast<Index>(reached.nodes.size()));
            if (is_new)
                reached.nodes.push_back(node);
            if (is_new && (level == kMaxDepth || indices.size() > kMaxClosure + 1))
                return std::optional<Reached>{};
            list.push_back(found->second);
        }
    }
    return std::optional(std::move(reached));
}

std::vector<bool> reach_from(const Reached& graph, Index start) {
    std::vector<bool> seen(graph.nodes.size());
    std::vector<Index> open{start};
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        for (auto inner : graph.inner[at]) {
            if (!seen[inner])
                open.push_back(inner);
            seen[inner] = true;
        }
    }
    return seen;
}

// For each node the first of those that it is on a cycle with, or itself.
std::vector<Index> cycles_of(const Reached& graph) {
    std::vector<std::vector<bool>> reaches;
    for (Index i = 0; i < graph.nodes.size(); ++i)
        reaches.push_back(reach_from(graph, i));
    std::vector<Index> first(graph.nodes.size());
    std::iota(first.begin(), first.end(), 0);
    for (Index i = 0; i < first.size(); ++i)
        for (Index other = 0; other < i && first[i] == i; ++other)
            if (reaches[i][other] && reaches[other][i])
                first[i] = first[other];
    return first;
}

// The longest row of tuples from the first node, where the nodes of a cycle stand in a row; nothing
// if that is more than kMaxDepth. Repeats until nothing changes.
std::optional<std::uint32_t> longest_row(const Reached& graph, const std::vector<Index>& cycle) {
    std::vector<std::uint32_t> nodes(graph.nodes.size()), row(graph.nodes.size());
    for (auto first : cycle)
        ++nodes[first];
    for (auto first : cycle)
        row[first] = nodes[first] - 1;
    for (bool changed = true; std::exchange(changed, false);) {
        for (auto i = graph.nodes.size(); i-- > 0;) {
            for (auto inner : graph.inner[i]) {
                auto longer = nodes[cycle[i]] + row[cycle[inner]];
                if (cycle[i] == cycle[inner] || longer <= row[cycle[i]])
                    continue;
                row[cycle[i]] = longer;
                changed = true;
            }
            if (row[cycle[i]] > kMaxDepth)
                return std::nullopt;
        }
    }
    return row[cycle[0]];
}

std::optional<std::uint32_t> depth_of(const Reached& graph) {
    std::vector<Index> no_cycles(graph.nodes.size());
    std::iota(no_cycles.begin(), no_cycles.end(), 0);
    // Around a cycle rows have no end.
    auto depth = longest_row(graph, no_cycles);
    return depth ? depth : longest_row(graph, cycles_of(graph));
}

} // namespace

Result<storage::WholeClosure> naive_closure(Edges& edges, NodeId node) {
    PEMBA_TRY(auto reached, reach(edges, node));
    const auto depth = reached ? depth_of(*reached) : std::nullopt;
    if (!depth)
        return storage::WholeClosure::incomplete();
    std::vector<NodeId> members(reached->nodes.begin() + 1, reached->nodes.end());
    std::ranges::sort(members);
    return storage::WholeClosure::of(*depth, std::move(members));
}

} // namespace pemba::leopard
