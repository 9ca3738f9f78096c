#include "graph/explain.h"

#include <algorithm>

#include <fmt/format.h>

namespace pemba::graph {
namespace {

using GroundNode = GroundGraph::GroundNode;
using Edge = GroundGraph::Edge;
using TupleUse = GroundGraph::TupleUse;

class Explainer {
public:
    Explainer(const Snapshot& snapshot, const GroundGraph& graph, const Model& model,
              const Wording& wording, std::size_t max_nodes)
        : snapshot_(snapshot), graph_(graph), model_(model), wording_(wording),
          max_nodes_(max_nodes), shown_(graph.nodes.size(), false) {}

    Result<Explanation> run() {
        PEMBA_CHECK_OK(add({0, std::nullopt}, kNoParent));
        while (!open_.empty()) {
            auto [edge, number] = open_.back();
            open_.pop_back();
            PEMBA_CHECK_OK(show_children(edge.child, number));
        }
        return std::move(explanation_);
    }

private:
    static constexpr std::uint32_t kNoParent = ~std::uint32_t{0};

    bool holds(std::uint32_t at) const { return model_.truths[at] == Truth::True; }

    Result<void> add(const Edge& edge, std::uint32_t parent) {
        if (explanation_.nodes.size() == max_nodes_)
            return Error{ErrorCode::BudgetExceeded,
                         fmt::format("the explanation has more than {} nodes, which is its limit",
                                     max_nodes_),
                         {{"limit", "expand_nodes"}, {"maximum", std::to_string(max_nodes_)}}};
        const auto& source = graph_.nodes[edge.child];
        Explanation::Node node;
        PEMBA_TRY(node.userset, wording_.userset_of(source.node));
        node.permissionship = permissionship_of(model_.truths[edge.child]);
        node.computed =
            !wording_.schema.slot(wording_.schema.slot(source.node.slot()).owner).stored;
        node.operation = operation_of(source, node.computed);
        node.identity = source.identity;
        node.shown_before = shown_[edge.child];
        if (edge.via)
            PEMBA_CHECK_OK(show(*edge.via, node.via, node.via_condition));
        if (const auto* grant = best_grant(source))
            PEMBA_CHECK_OK(show(*grant, node.grant, node.grant_condition));
        auto number = static_cast<std::uint32_t>(explanation_.nodes.size());
        explanation_.nodes.push_back(std::move(node));
        if (parent != kNoParent)
            explanation_.nodes[parent].children.push_back(number);
        if (!shown_[edge.child])
            open_.emplace_back(edge, number);
        shown_[edge.child] = true;
        return {};
    }

    static Explanation::Operation operation_of(const GroundNode& node, bool computed) {
        switch (node.op) {
        case SlotOperator::Union:
            return computed ? Explanation::Operation::Union : Explanation::Operation::Tuples;
        case SlotOperator::Intersection:
        case SlotOperator::All: return Explanation::Operation::Intersection;
        case SlotOperator::Exclusion: return Explanation::Operation::Exclusion;
        }
        PEMBA_UNREACHABLE("a SlotOperator outside its enumeration");
    }

    static Permissionship permissionship_of(Truth truth) {
        switch (truth) {
        case Truth::False: return Permissionship::No;
        case Truth::True: return Permissionship::Yes;
        case Truth::Undefined: return Permissionship::Conditional;
        }
        PEMBA_UNREACHABLE("a Truth outside its enumeration");
    }

    // Of the tuples that name the subject, the one that says most.
    const TupleUse* best_grant(const GroundNode& node) const {
        const TupleUse* best = nullptr;
        for (const auto& grant : node.grants)
            if (!best || rank(graph_.holds(grant)) > rank(graph_.holds(*best)))
                best = &grant;
        return best;
    }
    static int rank(Holds holds) { return holds == Holds::Yes ? 2 : is_undecided(holds) ? 1 : 0; }

    // A tuple with all that it carries, and how its condition was judged.
    Result<void> show(const TupleUse& use, std::optional<RelationTuple>& tuple,
                      std::optional<ConditionOutcome>& outcome) const {
        storage::StoredTuple stored{use.tuple, snapshot_.tuples.details(use.tuple, use.mark)};
        if (snapshot_.tuples.failed())
            return snapshot_.tuples.error();
        PEMBA_TRY(tuple, wording_.names.tuple_of(stored));
        if (use.outcome != TupleUse::kUnconditional)
            outcome = words_of(graph_.outcomes[use.outcome], snapshot_, stored.details);
        return {};
    }

    Result<void> show_children(std::uint32_t at, std::uint32_t number) {
        const auto& node = graph_.nodes[at];
        if (graph_.by_itself(node) == Holds::Yes)
            return {};
        if (holds(at) && node.op == SlotOperator::Union)
            return add(witness(at), number);
        for (const auto& edge : node.edges)
            PEMBA_CHECK_OK(add(edge, number));
        return {};
    }

    // The child that a union rests on: the one found first, so that no proof goes round in a
    // circle.
    const Edge& witness(std::uint32_t at) const {
        const auto& edges = graph_.nodes[at].edges;
        return *std::ranges::min_element(edges, {}, [&](const Edge& edge) {
            bool leads = holds(edge.child) && graph_.holds(edge.via) == Holds::Yes;
            return leads ? model_.ranks[edge.child] : ~std::uint32_t{0};
        });
    }

    const Snapshot& snapshot_;
    const GroundGraph& graph_;
    const Model& model_;
    const Wording& wording_;
    std::size_t max_nodes_;
    Explanation explanation_;
    std::vector<bool> shown_;
    std::vector<std::pair<Edge, std::uint32_t>> open_;
};

} // namespace

Result<Userset> Wording::userset_of(Node node) const {
    auto userset = schema.name_of(node.slot());
    PEMBA_TRY(userset.object.id, names.object_of(node.object()));
    return userset;
}

Result<Explanation> explain(const Snapshot& snapshot, const GroundGraph& graph, const Model& model,
                            const Wording& wording, std::size_t max_nodes) {
    return Explainer(snapshot, graph, model, wording, max_nodes).run();
}

} // namespace pemba::graph
