#include "graph/well_founded.h"

#include <algorithm>

#include "base/assert.h"

namespace pemba::graph {
namespace {

using GroundNode = GroundGraph::GroundNode;
constexpr std::uint32_t kNoRank = ~std::uint32_t{0};

// What undecided conditions are taken for.
enum class Undecided { AsNo, AsYes };

// The least set of nodes that hold, taking `subtracted` for the truth of what exclusions subtract.
class LeastFixedPoint {
public:
    LeastFixedPoint(const GroundGraph& graph, const std::vector<bool>& subtracted,
                    Undecided undecided)
        : graph_(graph), subtracted_(subtracted), undecided_(undecided),
          holds_(graph.nodes.size(), false), ranks_(graph.nodes.size(), kNoRank) {}

    void run(const std::vector<std::vector<std::uint32_t>>& parents) {
        for (std::uint32_t at = 0; at < graph_.nodes.size(); ++at)
            consider(at);
        for (std::size_t done = 0; done < found_.size(); ++done)
            for (auto parent : parents[found_[done]])
                consider(parent);
    }

    std::vector<bool> take_holds() { return std::move(holds_); }
    std::vector<std::uint32_t> take_ranks() { return std::move(ranks_); }

private:
    void consider(std::uint32_t at) {
        if (holds_[at] || !evaluate(graph_.nodes[at]))
            return;
        holds_[at] = true;
        ranks_[at] = static_cast<std::uint32_t>(found_.size());
        found_.push_back(at);
    }

    bool evaluate(const GroundNode& node) const {
        auto holds = [&](const GroundGraph::Edge& edge) {
            return holds_[edge.child] && counts(graph_.holds(edge.via));
        };
        if (counts(graph_.by_itself(node)))
            return true;
        switch (node.op) {
        case SlotOperator::Union: return std::ranges::any_of(node.edges, holds);
        case SlotOperator::Intersection:
            return !node.edges.empty() && std::ranges::all_of(node.edges, holds);
        case SlotOperator::All:
            return !node.nowhere && !node.edges.empty() && std::ranges::all_of(node.edges, holds);
        case SlotOperator::Exclusion:
            return node.edges.size() == 2 && holds(node.edges[0]) &&
                   !subtracted_[node.edges[1].child];
        }
        PEMBA_UNREACHABLE("a SlotOperator outside its enumeration");
    }

    bool counts(Holds holds) const {
        return holds == Holds::Yes || (is_undecided(holds) && undecided_ == Undecided::AsYes);
    }

    const GroundGraph& graph_;
    const std::vector<bool>& subtracted_;
    Undecided undecided_;
    std::vector<bool> holds_;
    std::vector<std::uint32_t> ranks_, found_;
};

std::vector<std::vector<std::uint32_t>> parents_of(const GroundGraph& graph) {
    std::vector<std::vector<std::uint32_t>> parents(graph.nodes.size());
    for (std::uint32_t at = 0; at < graph.nodes.size(); ++at)
        for (const auto& edge : graph.nodes[at].edges)
            parents[edge.child].push_back(at);
    return parents;
}

} // namespace

Model Model::solve(const GroundGraph& graph) {
    auto parents = parents_of(graph);
    std::vector<bool> must(graph.nodes.size(), false), may;
    Model model;
    while (true) {
        // Nothing is subtracted that need not be: the most that may hold.
        LeastFixedPoint most(graph, must, Undecided::AsYes);
        most.run(parents);
        may = most.take_holds();
        // All is subtracted that may be: the least that must hold.
        LeastFixedPoint least(graph, may, Undecided::AsNo);
        least.run(parents);
        auto next = least.take_holds();
        model.ranks = least.take_ranks();
        if (next == must)
            break;
        must = std::move(next);
    }
    model.truths.reserve(must.size());
    for (std::size_t i = 0; i < must.size(); ++i)
        model.truths.push_back(must[i] ? Truth::True : may[i] ? Truth::Undefined : Truth::False);
    return model;
}

std::vector<std::uint32_t> find_undecided(const GroundGraph& graph, const Model& model) {
    std::vector<std::uint32_t> found, open{0};
    std::vector<bool> seen(graph.nodes.size(), false);
    seen[0] = true;
    auto add = [&](const GroundGraph::TupleUse& use) {
        if (is_undecided(graph.holds(use)))
            found.push_back(use.outcome);
    };
    while (!open.empty()) {
        const auto& node = graph.nodes[open.back()];
        open.pop_back();
        if (node.cut != GroundGraph::TupleUse::kUnconditional)
            found.push_back(node.cut);
        for (const auto& grant : node.grants)
            add(grant);
        for (const auto& edge : node.edges) {
            if (model.truths[edge.child] == Truth::False || graph.holds(edge.via) == Holds::No)
                continue;
            if (edge.via)
                add(*edge.via);
            if (model.truths[edge.child] == Truth::Undefined && !seen[edge.child]) {
                seen[edge.child] = true;
                open.push_back(edge.child);
            }
        }
    }
    std::ranges::sort(found);
    return found;
}

std::vector<std::uint32_t> find_undefined_cycle(const GroundGraph& graph, const Model& model,
                                                std::uint32_t start) {
    // An Undefined node always has an Undefined child that counts: following them must come round.
    std::vector<std::uint32_t> path;
    std::vector<bool> on_path(graph.nodes.size(), false);
    auto at = start;
    while (!on_path[at]) {
        on_path[at] = true;
        path.push_back(at);
        const auto& edges = graph.nodes[at].edges;
        auto next = std::ranges::find_if(edges, [&](const GroundGraph::Edge& edge) {
            return model.truths[edge.child] == Truth::Undefined &&
                   graph.holds(edge.via) != Holds::No;
        });
        PEMBA_ASSERT(next != edges.end());
        at = next->child;
    }
    path.erase(path.begin(), std::ranges::find(path, at));
    path.push_back(at);
    return path;
}

} // namespace pemba::graph
