#include "graph/union_plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace pemba::graph {
namespace {

using Index = std::uint32_t;
// Targets of one arrow that are compared with each other.
constexpr std::size_t kMaxCompared = 16;
// Entries of all parts together; a schema past that is walked without a plan.
constexpr std::size_t kMaxParts = 1'000'000;

Index index_of(SlotId id) {
    return static_cast<Index>(id);
}

} // namespace

class UnionPlanBuilder {
public:
    UnionPlanBuilder(std::span<const Slot> slots, std::span<const SlotRank> ranks)
        : slots_(slots), ranks_(ranks) {}

    UnionPlan run(Closures closures) {
        for (Index i = 0; i < slots_.size(); ++i)
            if (slots_[i].is_relation(SlotId{i}))
                slots_by_relation_.emplace(slots_[i].relation.bits(), SlotId{i});
        mark_covered();
        if (!add_parts())
            plan_.covered_.assign(slots_.size(), false);
        plan_.components_of_.assign(slots_.size(), ComponentId::None);
        if (closures == Closures::None)
            return std::move(plan_);
        find_components();
        add_kinds();
        add_rules();
        for (Index c = 0; c < plan_.components_.size(); ++c)
            add_steps(ComponentId{c});
        return std::move(plan_);
    }

private:
    const Slot& slot(SlotId id) const { return slots_[index_of(id)]; }

    // Calls visit(slot, whether over a tuple) for each slot that one needs to be answered.
    template <class Visit>
    void for_each_need(Index at, Visit visit) const {
        for (const auto& operand : slots_[at].operands)
            for_each_dependency(operand, slot(slots_[at].owner), visit);
    }

    // All slots, but for those that have another operator and those that need one of them.
    void mark_covered() {
        std::vector<std::vector<Index>> needed_by(slots_.size());
        std::vector<Index> open;
        plan_.covered_.assign(slots_.size(), true);
        for (Index i = 0; i < slots_.size(); ++i) {
            for_each_need(i,
                          [&](SlotId needed, bool) { needed_by[index_of(needed)].push_back(i); });
            if (slots_[i].op != SlotOperator::Union) {
                plan_.covered_[i] = false;
                open.push_back(i);
            }
        }
        while (!open.empty()) {
            auto at = open.back();
            open.pop_back();
            for (auto user : needed_by[at])
                if (plan_.covered_[user]) {
                    plan_.covered_[user] = false;
                    open.push_back(user);
                }
        }
    }

    // Whether there are not too many.
    bool add_parts() {
        plan_.parts_.resize(slots_.size());
        std::size_t count = 0;
        for (Index i = 0; i < slots_.size() && count <= kMaxParts; ++i) {
            if (!plan_.covered_[i])
                continue;
            auto& parts = plan_.parts_[i] = parts_of(SlotId{i});
            count += parts.relations.size() + parts.stored.size();
            for (const auto& arrow : parts.arrows)
                count += 1 + arrow.targets.size();
        }
        if (count > kMaxParts)
            return false;
        for (auto& parts : plan_.parts_)
            for (auto& arrow : parts.arrows)
                if (arrow.targets.size() <= kMaxCompared)
                    drop_contained(arrow.targets);
        return true;
    }

    UnionParts parts_of(SlotId root) const {
        UnionParts parts;
        std::vector<SlotId> open{root};
        std::set<SlotId> seen{root};
        while (!open.empty()) {
            auto id = open.back();
            open.pop_back();
            if (slot(id).is_relation(id))
                parts.relations.push_back(slot(id).relation);
            for (const auto& operand : slot(id).operands) {
                if (operand.kind == Operand::Kind::Computed && seen.insert(operand.slot).second)
                    open.push_back(operand.slot);
                add_part(parts, slot(id), operand);
            }
        }
        return parts;
    }

    static void add_part(UnionParts& parts, const Slot& owner, const Operand& operand) {
        if (operand.kind == Operand::Kind::Self)
            parts.self = true;
        if (operand.kind == Operand::Kind::This)
            parts.stored.push_back(owner.owner);
        if (operand.kind != Operand::Kind::Arrow)
            return;
        auto known = std::ranges::find(parts.arrows, operand.tupleset, &ArrowPart::tupleset);
        if (known == parts.arrows.end())
            known = parts.arrows.insert(known, {operand.tupleset, {}});
        for (const auto& target : operand.targets)
            if (target.slot != SlotId::None)
                known->targets.push_back(target);
    }

    // Of `parent->edit + parent->view`, where edit is in view, the second is enough.
    void drop_contained(std::vector<ArrowTarget>& targets) const {
        std::vector<ArrowTarget> kept;
        for (Index i = 0; i < targets.size(); ++i) {
            bool contained = false;
            for (Index k = 0; k < targets.size() && !contained; ++k)
                contained = k != i && targets[k].subject_relation == targets[i].subject_relation &&
                            computes(targets[k].slot, targets[i].slot) &&
                            (k < i || !computes(targets[i].slot, targets[k].slot));
            if (!contained)
                kept.push_back(targets[i]);
        }
        targets = std::move(kept);
    }

    bool computes(SlotId whole, SlotId part) const {
        const auto& relations = plan_.parts(whole).relations;
        return std::ranges::find(relations, slot(part).relation) != relations.end();
    }

    // --- Components
    // -------------------------------------------------------------------------------

    // In the order of their ranks, which is from below. Those whose slots need each other over
    // tuples have closures.
    void find_components() {
        std::map<std::uint32_t, std::set<SlotId>> targets_by_rank;
        for (Index i = 0; i < slots_.size(); ++i)
            if (plan_.covered_[i])
                for_each_need(i, [&](SlotId needed, bool over_tuple) {
                    if (over_tuple && ranks_[index_of(needed)].component == ranks_[i].component)
                        targets_by_rank[ranks_[i].component].insert(needed);
                });
        for (const auto& [rank, targets] : targets_by_rank)
            add_component(targets);
    }

    void add_component(const std::set<SlotId>& targets) {
        auto id = ComponentId{static_cast<Index>(plan_.components_.size())};
        auto& added = plan_.components_.emplace_back();
        added.slots.assign(targets.begin(), targets.end());
        for (auto at : added.slots) {
            plan_.components_of_[index_of(at)] = id;
            const auto& parts = plan_.parts(at);
            added.parts = std::max(added.parts, parts.stored.size() + parts.arrows.size());
        }
    }

    SlotId slot_of(RelationId relation) const { return slots_by_relation_.at(relation.bits()); }

    // --- Kinds of tuples that put nodes into nodes
    // ------------------------------------------------

    struct KindKey {
        RelationId to, relation, subject_relation;
        friend auto operator<=>(const KindKey&, const KindKey&) = default;
    };

    // Into relations: other slots are no subject's.
    void add_kinds() {
        for (Index i = 0; i < slots_.size(); ++i)
            if (plan_.covered_[i] && slots_[i].is_relation(SlotId{i}))
                add_kinds_of(slots_[i].relation, plan_.parts_[i]);
    }

    void add_kinds_of(RelationId from, const UnionParts& parts) {
        for (auto stored : parts.stored)
            for (const auto& subject : slot(stored).subjects)
                if (subject.slot != SlotId::None)
                    add_kind({slot(subject.slot).relation, slot(stored).relation, subject.relation},
                             from);
        for (const auto& arrow : parts.arrows)
            for (const auto& target : arrow.targets)
                add_kind({slot(target.slot).relation, arrow.tupleset, target.subject_relation},
                         from);
    }

    void add_kind(const KindKey& key, RelationId from) {
        if (kinds_[key].insert(from).second)
            leading_to_[from].insert(key.to);
    }

    void add_rules() {
        std::vector<leopard::EdgeKind> edges;
        for (const auto& [key, from] : kinds_) {
            auto component = plan_.component_of(slot_of(key.to));
            if (component == ComponentId::None)
                continue;
            leopard::EdgeKind edge{key.relation, key.subject_relation, key.to, {}};
            for (auto relation : from)
                if (plan_.component_of(slot_of(relation)) == component)
                    edge.from.push_back(relation);
            if (!edge.from.empty())
                edges.push_back(std::move(edge));
        }
        plan_.rules_ = leopard::Rules(std::move(edges));
    }

    // --- The ways from a subject up to a component
    // ------------------------------------------------

    void add_steps(ComponentId id) {
        auto& component = plan_.components_[static_cast<Index>(id)];
        std::set<RelationId> inside;
        for (auto at : component.slots)
            inside.insert(slot(at).relation);
        const auto below = relations_below(inside);
        for (auto relation : below)
            component.below.push_back(slot_of(relation));
        auto on_the_way = [&](RelationId relation) {
            return inside.contains(relation) || below.contains(relation);
        };
        for (auto to : below) {
            auto kind = kinds_.lower_bound({to, {}, {}});
            for (; kind != kinds_.end() && kind->first.to == to; ++kind) {
                UpStep step{kind->first.subject_relation, to, kind->first.relation, {}};
                std::ranges::copy_if(kind->second, std::back_inserter(step.from), on_the_way);
                if (!step.from.empty())
                    component.steps.push_back(std::move(step));
            }
        }
        for (auto& [key, from] : direct_kinds(inside, below))
            component.steps.push_back(
                {key.first, key.first, key.second, {from.begin(), from.end()}});
    }

    // Those that lead into the component without being of it.
    std::set<RelationId> relations_below(const std::set<RelationId>& inside) const {
        std::set<RelationId> below;
        std::vector<RelationId> open(inside.begin(), inside.end());
        while (!open.empty()) {
            auto relation = open.back();
            open.pop_back();
            auto found = leading_to_.find(relation);
            if (found == leading_to_.end())
                continue;
            for (auto to : found->second)
                if (!inside.contains(to) && below.insert(to).second)
                    open.push_back(to);
        }
        return below;
    }

    // By plain subject's relation and relation: the nodes that such tuples put subjects into.
    using DirectKinds = std::map<std::pair<RelationId, RelationId>, std::set<RelationId>>;
    DirectKinds direct_kinds(const std::set<RelationId>& inside,
                             const std::set<RelationId>& below) const {
        DirectKinds kinds;
        auto add = [&](RelationId from) {
            for (auto stored : plan_.parts(slot_of(from)).stored)
                for (const auto& subject : slot(stored).subjects)
                    if (subject.slot == SlotId::None)
                        kinds[{subject.relation, slot(stored).relation}].insert(from);
        };
        std::ranges::for_each(inside, add);
        std::ranges::for_each(below, add);
        return kinds;
    }

    std::span<const Slot> slots_;
    std::span<const SlotRank> ranks_;
    UnionPlan plan_;
    std::unordered_map<std::uint32_t, SlotId> slots_by_relation_;
    std::map<KindKey, std::set<RelationId>> kinds_;         ///< to the relations they come from
    std::map<RelationId, std::set<RelationId>> leading_to_; ///< from a relation: the kinds' `to`
};

UnionPlan plan_unions(std::span<const Slot> slots, std::span<const SlotRank> ranks,
                      Closures closures) {
    return UnionPlanBuilder(slots, ranks).run(closures);
}

} // namespace pemba::graph
