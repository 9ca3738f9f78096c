#include "graph/ground_graph.h"

#include <algorithm>
#include <utility>

#include "graph/frontier.h"
#include "graph/members.h"

namespace pemba::graph {
namespace {

// A node's memory in terms of the budget's tuple reads.
constexpr std::uint64_t kNodeCost = 32;

class Builder {
public:
    Builder(const Snapshot& snapshot, const SubjectQuestion& question)
        : snapshot_(snapshot), schema_(snapshot.schema), tuples_(snapshot.tuples),
          question_(question), frontier_(snapshot.schema.policy().max_hops) {}

    GroundGraph run(Node root) {
        frontier_.add(number_of(root), Hop::None);
        do {
            while (frontier_.has() && !tuples_.failed())
                visit(frontier_.take());
        } while (!tuples_.failed() && frontier_.advance());
        return std::move(graph_);
    }

private:
    void visit(std::uint32_t at) {
        if (expanded_[at])
            return;
        expanded_[at] = true;
        if (frontier_.is_too_far())
            cut(at);
        else
            expand(at);
    }

    void cut(std::uint32_t at) {
        graph_.nodes[at].cut = static_cast<std::uint32_t>(graph_.outcomes.size());
        graph_.outcomes.push_back({Holds::Failed, {}, frontier_.too_deep()});
    }

    std::uint32_t number_of(Node node) {
        auto [found, is_new] =
            numbers_.emplace(node.bits(), static_cast<std::uint32_t>(graph_.nodes.size()));
        if (is_new) {
            auto& added = graph_.nodes.emplace_back();
            added.node = node;
            added.op = schema_.slot(node.slot()).op;
            added.identity = is_identity(schema_, node, question_);
            expanded_.push_back(false);
            tuples_.spend(kNodeCost);
        }
        return found->second;
    }

    using TupleUse = GroundGraph::TupleUse;

    TupleUse use_of(const TupleId& tuple, storage::DetailsMark mark) {
        TupleUse use{tuple, mark};
        if (storage::has_condition(mark)) {
            use.outcome = static_cast<std::uint32_t>(graph_.outcomes.size());
            graph_.outcomes.push_back(judge_condition(snapshot_, tuple, mark));
        }
        return use;
    }

    void add_edge(std::uint32_t from, Node to, std::optional<TupleUse> via) {
        // What no subject of this kind can be in is left out of a union; elsewhere it is a plain
        // No.
        bool is_union = graph_.nodes[from].op == SlotOperator::Union;
        if (is_union && !schema_.can_reach(to.slot(), question_.kind))
            return;
        auto child = number_of(to);
        if (!expanded_[child])
            frontier_.add(child, via ? Hop::OverTuple : Hop::None);
        graph_.nodes[from].edges.push_back({child, std::move(via)});
    }

    void expand(std::uint32_t at) {
        auto node = graph_.nodes[at].node;
        const auto& slot = schema_.slot(node.slot());
        for (const auto& operand : slot.operands) {
            switch (operand.kind) {
            case Operand::Kind::This: expand_tuples(at, schema_.slot(slot.owner)); break;
            case Operand::Kind::Computed: add_edge(at, {operand.slot, node.object()}, {}); break;
            case Operand::Kind::Arrow: expand_arrow(at, operand); break;
            case Operand::Kind::Self:
                graph_.nodes[at].self |= is_self(slot, node, question_);
                break;
            }
        }
    }

    void expand_tuples(std::uint32_t at, const Slot& relation) {
        NodeId userset(relation.relation, graph_.nodes[at].node.object());
        for (const auto& allowed : relation.subjects) {
            if (allowed.relation == question_.subject.relation())
                add_grant(at,
                          {userset, allowed.wildcard ? question_.wildcard() : question_.subject});
        }
        if (!relation.has_userset_subjects)
            return;
        for_each_member(
            tuples_, storage::Side::Subjects, userset, NodeId{}, NodeId::end_of_usersets(),
            [&](storage::Member found) {
                const auto member = found.node;
                auto child = schema_.slot_of(member.relation());
                if (child != SlotId::None)
                    add_edge(at, {child, member.object()}, use_of({userset, member}, found.mark));
            });
    }

    // The same subject may be allowed several times, plain and under conditions.
    void add_grant(std::uint32_t at, const TupleId& tuple) {
        auto& grants = graph_.nodes[at].grants;
        if (std::ranges::find(grants, tuple, &TupleUse::tuple) != grants.end())
            return;
        if (auto mark = tuples_.find(tuple))
            grants.push_back(use_of(tuple, *mark));
    }

    void expand_arrow(std::uint32_t at, const Operand& arrow) {
        NodeId tupleset(arrow.tupleset, graph_.nodes[at].node.object());
        for_each_member(
            tuples_, storage::Side::Subjects, tupleset, NodeId{}, NodeId::end(),
            [&](storage::Member found) {
                const auto member = found.node;
                if (member.is_wildcard())
                    return;
                auto child = arrow.target_of(member.relation());
                if (child != SlotId::None)
                    add_edge(at, {child, member.object()}, use_of({tupleset, member}, found.mark));
                else
                    graph_.nodes[at].nowhere = true;
            });
    }

    const Snapshot& snapshot_;
    const SchemaView& schema_;
    storage::TupleReader& tuples_;
    const SubjectQuestion& question_;
    GroundGraph graph_;
    std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
    std::vector<bool> expanded_;
    Frontier<std::uint32_t> frontier_; ///< numbers of nodes to be expanded
};

} // namespace

Holds GroundGraph::by_itself(const GroundNode& node) const {
    if (node.identity || node.self)
        return Holds::Yes;
    auto best = node.cut == TupleUse::kUnconditional ? Holds::No : outcomes[node.cut].holds;
    for (const auto& grant : node.grants) {
        auto found = holds(grant);
        if (found == Holds::Yes)
            return found;
        if (is_undecided(found))
            best = found;
    }
    return best;
}

GroundGraph GroundGraph::build(const Snapshot& snapshot, Node root,
                               const SubjectQuestion& question) {
    return Builder(snapshot, question).run(root);
}

} // namespace pemba::graph
