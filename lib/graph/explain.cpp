#include "graph/explain.h"

#include <algorithm>

#include <fmt/format.h>

namespace pemba::graph {
namespace {

using GroundNode = GroundGraph::GroundNode;
using Edge = GroundGraph::Edge;

class Explainer {
public:
    Explainer(const GroundGraph& graph, const Model& model, const Wording& wording,
              std::size_t max_nodes)
        : graph_(graph), model_(model), wording_(wording), max_nodes_(max_nodes),
          shown_(graph.nodes.size(), false) {}

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
        node.holds = holds(edge.child);
        node.computed =
            !wording_.schema.slot(wording_.schema.slot(source.node.slot()).owner).stored;
        node.operation = operation_of(source, node.computed);
        node.identity = source.identity;
        node.shown_before = shown_[edge.child];
        PEMBA_TRY(node.via, tuple_of(edge.via));
        PEMBA_TRY(node.grant, tuple_of(source.grant));
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

    Result<std::optional<RelationTuple>> tuple_of(const std::optional<TupleId>& tuple) const {
        if (!tuple)
            return std::optional<RelationTuple>{};
        PEMBA_TRY(auto words, wording_.names.tuple_of(*tuple));
        return std::optional(std::move(words));
    }

    Result<void> show_children(std::uint32_t at, std::uint32_t number) {
        const auto& node = graph_.nodes[at];
        if (node.holds_by_itself())
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
            return holds(edge.child) ? model_.ranks[edge.child] : ~std::uint32_t{0};
        });
    }

    const GroundGraph& graph_;
    const Model& model_;
    const Wording& wording_;
    std::size_t max_nodes_;
    Explanation explanation_;
    std::vector<bool> shown_;
    std::vector<std::pair<Edge, std::uint32_t>> open_;
};

} // namespace

Result<std::string> Wording::object_of(ObjectNumber number) const {
    if (number == ObjectNumber::UnknownObject)
        return std::string(object);
    if (number == ObjectNumber::UnknownSubject)
        return std::string(subject);
    return names.object_of(number);
}

Result<Userset> Wording::userset_of(Node node) const {
    auto userset = schema.name_of(node.slot());
    PEMBA_TRY(userset.object.id, object_of(node.object()));
    return userset;
}

Result<Explanation> explain(const GroundGraph& graph, const Model& model, const Wording& wording,
                            std::size_t max_nodes) {
    return Explainer(graph, model, wording, max_nodes).run();
}

} // namespace pemba::graph
