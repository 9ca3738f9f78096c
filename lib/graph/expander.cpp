#include "graph/expander.h"

#include <boost/unordered/unordered_flat_set.hpp>
#include <fmt/format.h>

#include "graph/members.h"

namespace pemba::graph {
namespace {

using Operation = UsersetTree::Operation;
constexpr std::uint32_t kNoParent = ~std::uint32_t{0};

// What stands at a node of the tree: a slot of an object, or one arrow of it.
struct Place {
    Node node;
    const Operand* arrow = nullptr; ///< one arrow of the slot; otherwise the slot itself
    std::uint32_t parent = kNoParent;
    std::uint32_t depth = 1;
};

// Which usersets are opened beside the root: in each branch that leads to them, once, or none.
enum class Opening : std::uint8_t { InEachBranch, Once, RootOnly };

class Expander {
public:
    Expander(const Snapshot& snapshot, const Wording& wording, const Limits& limits,
             Opening opening)
        : schema_(snapshot.schema), tuples_(snapshot.tuples), wording_(wording), limits_(limits),
          opening_(opening) {}

    Result<UsersetTree> run(Node root) {
        PEMBA_CHECK_OK(add(root, nullptr, kNoParent));
        // Places are opened in the order they were added; a place's children are added when it is
        // opened.
        for (std::uint32_t at = 0; at < places_.size(); ++at)
            PEMBA_CHECK_OK(open(at));
        if (tuples_.failed())
            return tuples_.error();
        return std::move(tree_);
    }

private:
    static Error exceeded(std::string_view what, std::size_t maximum) {
        return {ErrorCode::BudgetExceeded,
                fmt::format("the userset tree has more than {} {}, which is its limit", maximum,
                            what == "expand_nodes" ? "nodes" : "levels"),
                {{"limit", std::string(what)}, {"maximum", std::to_string(maximum)}}};
    }

    Result<void> add(Node node, const Operand* arrow, std::uint32_t parent) {
        auto depth = parent == kNoParent ? 1 : places_[parent].depth + 1;
        if (places_.size() == limits_.expand_nodes)
            return exceeded("expand_nodes", limits_.expand_nodes);
        if (depth > limits_.expand_depth)
            return exceeded("expand_depth", limits_.expand_depth);
        auto number = static_cast<std::uint32_t>(places_.size());
        places_.push_back({node, arrow, parent, depth});
        auto& added = tree_.nodes.emplace_back();
        PEMBA_TRY(added.userset, wording_.userset_of(node));
        if (parent != kNoParent)
            tree_.nodes[parent].children.push_back(number);
        return {};
    }

    bool is_open_elsewhere(std::uint32_t at) {
        if (opening_ == Opening::Once)
            return !opened_.insert(places_[at].node.bits()).second;
        for (auto up = places_[at].parent; up != kNoParent; up = places_[up].parent)
            if (places_[up].node == places_[at].node && !places_[up].arrow)
                return true;
        return false;
    }

    Result<void> open(std::uint32_t at) {
        auto place = places_[at];
        if (place.arrow)
            return open_arrow(at, place);
        const auto& slot = schema_.slot(place.node.slot());
        if (opening_ == Opening::RootOnly) {
            if (slot.is_relation(place.node.slot()) && place.parent != kNoParent)
                return refer(at);
            if (is_one_operand(slot))
                return open_only_operand(at, place, slot);
        }
        if (slot.is_relation(place.node.slot()) && is_open_elsewhere(at)) {
            const auto& userset = tree_.nodes[at].userset;
            tree_.nodes[at].subjects.push_back({userset.object, userset.relation});
            return {};
        }
        if (is_leaf(slot))
            return fill_leaf(at, slot);
        tree_.nodes[at].operation = operation_of(slot.op);
        for (const auto& operand : slot.operands)
            PEMBA_CHECK_OK(open_operand(at, place, slot, operand));
        return {};
    }

    Result<void> refer(std::uint32_t at) {
        tree_.nodes[at].operation = Operation::Reference;
        return {};
    }

    // Whether a rewrite is one simple operand.
    bool is_one_operand(const Slot& slot) const {
        if (slot.op != SlotOperator::Union || slot.operands.size() != 1)
            return false;
        const auto& operand = slot.operands[0];
        return operand.kind != Operand::Kind::Computed ||
               schema_.slot(operand.slot).is_relation(operand.slot);
    }

    // Then it is that operand, not a union of it.
    Result<void> open_only_operand(std::uint32_t at, const Place& place, const Slot& slot) {
        const auto& operand = slot.operands[0];
        if (operand.kind == Operand::Kind::Computed) {
            Node computed(operand.slot, place.node.object());
            PEMBA_TRY(tree_.nodes[at].userset, wording_.userset_of(computed));
            return refer(at);
        }
        if (operand.kind != Operand::Kind::Arrow)
            return fill_leaf(at, slot);
        places_[at].arrow = &operand;
        return open_arrow(at, places_[at]);
    }

    static bool is_leaf(const Slot& slot) {
        return slot.op == SlotOperator::Union && slot.operands.size() == 1 &&
               (slot.operands[0].kind == Operand::Kind::This ||
                slot.operands[0].kind == Operand::Kind::Self);
    }

    static Operation operation_of(SlotOperator op) {
        switch (op) {
        case SlotOperator::Union: return Operation::Union;
        case SlotOperator::Intersection:
        case SlotOperator::All: return Operation::Intersection;
        case SlotOperator::Exclusion: return Operation::Exclusion;
        }
        PEMBA_UNREACHABLE("a SlotOperator outside its enumeration");
    }

    Result<void> open_operand(std::uint32_t at, const Place& place, const Slot& slot,
                              const Operand& operand) {
        switch (operand.kind) {
        case Operand::Kind::Computed: return add({operand.slot, place.node.object()}, nullptr, at);
        case Operand::Kind::Arrow:
            // An intersection arrow is a slot of its own, whose children are the arrow's.
            return slot.op == SlotOperator::All ? add_targets(at, place.node, operand)
                                                : add(place.node, &operand, at);
        case Operand::Kind::This:
        case Operand::Kind::Self: return add_leaf(at, place, slot, operand);
        }
        PEMBA_UNREACHABLE("an Operand::Kind outside its enumeration");
    }

    // Tuples, or the object itself, beside other operands: a leaf of its own, which is not opened
    // again.
    Result<void> add_leaf(std::uint32_t at, const Place& place, const Slot& slot,
                          const Operand& operand) {
        auto leaf = static_cast<std::uint32_t>(places_.size());
        PEMBA_CHECK_OK(add(place.node, &kLeafMark, at));
        return fill_operand(leaf, slot, operand, place.node.object());
    }

    Result<void> fill_leaf(std::uint32_t at, const Slot& slot) {
        return fill_operand(at, slot, slot.operands[0], places_[at].node.object());
    }

    Result<void> fill_operand(std::uint32_t at, const Slot& slot, const Operand& operand,
                              ObjectNumber object) {
        if (operand.kind == Operand::Kind::Self)
            return add_subject(at, {RelationId::plain(slot.namespace_id), object});
        return for_each_member(
            tuples_, storage::Side::Subjects, {slot.relation, object}, NodeId{}, NodeId::end(),
            [&](storage::Member member) { return add_subject(at, member.node); });
    }

    Result<void> add_subject(std::uint32_t at, NodeId subject) {
        PEMBA_TRY(auto words, wording_.names.subject_of(subject));
        tree_.nodes[at].subjects.push_back(std::move(words));
        return {};
    }

    Result<void> open_arrow(std::uint32_t at, const Place& place) {
        if (place.arrow == &kLeafMark)
            return {};
        const auto& arrow = *place.arrow;
        tree_.nodes[at].operation =
            opening_ == Opening::RootOnly ? Operation::Arrow : Operation::Union;
        if (opening_ == Opening::RootOnly) {
            Node tupleset(schema_.slot_of(arrow.tupleset), place.node.object());
            PEMBA_TRY(tree_.nodes[at].userset, wording_.userset_of(tupleset));
        }
        return add_targets(at, place.node, arrow);
    }

    Result<void> add_targets(std::uint32_t at, Node node, const Operand& arrow) {
        return for_each_member(tuples_, storage::Side::Subjects, {arrow.tupleset, node.object()},
                               NodeId{}, NodeId::end(), [&](storage::Member found) -> Result<void> {
                                   const auto member = found.node;
                                   auto target = arrow.target_of(member.relation());
                                   if (member.is_wildcard())
                                       return {};
                                   if (target != SlotId::None)
                                       return add({target, member.object()}, nullptr, at);
                                   // Nobody is in a relation that is not there; an intersection
                                   // must show it.
                                   return tree_.nodes[at].operation == Operation::Intersection
                                              ? add(node, &kLeafMark, at)
                                              : Result<void>{};
                               });
    }

    // Stands at places whose leaf is filled already.
    static const Operand kLeafMark;

    const SchemaView& schema_;
    storage::TupleReader& tuples_;
    const Wording& wording_;
    const Limits& limits_;
    const Opening opening_;
    UsersetTree tree_;
    std::vector<Place> places_;
    boost::unordered_flat_set<std::uint64_t> opened_; ///< with Opening::Once
};

const Operand Expander::kLeafMark{};

} // namespace

Result<UsersetTree> expand(const Snapshot& snapshot, Node root, const Wording& wording,
                           const Limits& limits) {
    auto tree = Expander(snapshot, wording, limits, Opening::InEachBranch).run(root);
    if (tree || tree.error().detail("limit") != "expand_nodes")
        return tree;
    // Branches that share what is below them can make a tree exponentially larger than the graph.
    return Expander(snapshot, wording, limits, Opening::Once).run(root);
}

Result<UsersetTree> expand_rewrite(const Snapshot& snapshot, Node root, const Wording& wording,
                                   const Limits& limits) {
    return Expander(snapshot, wording, limits, Opening::RootOnly).run(root);
}

} // namespace pemba::graph
