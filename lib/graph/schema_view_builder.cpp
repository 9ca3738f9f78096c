// Builds a SchemaView: numbers for names, slots for rewrites, and what follows from them.
#include <algorithm>

#include <fmt/format.h>

#include "graph/schema_view.h"
#include "graph/slot_ranks.h"
#include "schema/namespace_config.h"

namespace pemba::graph {

using schema::NamespaceConfig;
using schema::RelationConfig;
using schema::RewriteNode;
using schema::RewriteOp;

namespace {

// 8 MiB of bits; a schema past that is walked without this pruning.
constexpr std::size_t kMaxReachBits = std::size_t{64} << 20;

std::uint32_t index_of(SlotId id) {
    return static_cast<std::uint32_t>(id);
}

Error never_interned(std::string_view name) {
    return {ErrorCode::StoreCorrupt,
            fmt::format("the schema names `{}`, which has no number", name),
            {}};
}

} // namespace

class SchemaViewBuilder {
public:
    SchemaViewBuilder(SchemaView& view, const storage::Names& names) : view_(view), names_(names) {}

    Result<void> run() {
        PEMBA_CHECK_OK(add_conditions());
        const auto& namespaces = schema::namespaces_of(view_.schema_);
        for (const auto& config : namespaces)
            PEMBA_CHECK_OK(add_relations(config));
        for (const auto& config : namespaces)
            for (const auto& relation : config.relations)
                PEMBA_CHECK_OK(fill_relation(config, relation));
        if (view_.slots_.size() >= index_of(SlotId::None))
            return Error{
                ErrorCode::LimitExceeded, "the schema has too many relations and operators", {}};
        add_takers();
        add_feeds();
        add_reach();
        view_.ranks_ = rank_slots(view_.slots_);
        const bool counts_hops = view_.policy_.max_hops != 0;
        view_.unions_ = plan_unions(view_.slots_, view_.ranks_,
                                    counts_hops ? Closures::None : Closures::OfComponents);
        return {};
    }

private:
    Slot& slot(SlotId id) { return view_.slots_[index_of(id)]; }

    SlotId new_slot() {
        view_.slots_.emplace_back();
        return SlotId{static_cast<std::uint32_t>(view_.slots_.size() - 1)};
    }

    Result<void> add_conditions() {
        for (const auto& config : schema::conditions_of(view_.schema_)) {
            PEMBA_TRY(auto number, names_.find_condition(config.outline.name));
            if (!number)
                return never_interned(config.outline.name);
            PEMBA_TRY(auto condition, condition::Condition::from_bytes(config.program));
            view_.conditions_.emplace(static_cast<std::uint32_t>(*number), std::move(condition));
            view_.condition_ids_.emplace(config.outline.name, *number);
        }
        return {};
    }

    // Every relation gets its slot before any rewrite refers to one.
    Result<void> add_relations(const NamespaceConfig& config) {
        PEMBA_TRY(auto number, names_.find_namespace(config.name));
        if (!number)
            return never_interned(config.name);
        auto& names = view_.namespaces_[config.name];
        names.id = *number;
        for (const auto& relation : config.relations) {
            PEMBA_TRY(auto relation_number, names_.find_relation(config.name, relation.name));
            if (!relation_number)
                return never_interned(relation.name);
            auto id = new_slot();
            auto& added = slot(id);
            added.owner = id;
            added.relation = *relation_number;
            added.namespace_id = *number;
            added.stored = relation.is_stored();
            view_.names_.push_back({{config.name, ""}, relation.name});
            names.relations.emplace(relation.name, id);
            view_.slots_by_relation_.emplace(relation_number->bits(), id);
        }
        return {};
    }

    SlotId find(std::string_view namespace_name, std::string_view relation) const {
        auto found = view_.find_relation(namespace_name, relation);
        return found ? *found : SlotId::None;
    }

    AllowedSubject allowed(const SubjectType& type) {
        AllowedSubject subject;
        subject.wildcard = type.wildcard;
        subject.expiration = type.expiration;
        if (!type.condition.empty())
            subject.condition = view_.condition_ids_.at(type.condition);
        if (type.relation.empty()) {
            subject.relation =
                RelationId::plain(view_.namespaces_.find(type.namespace_name)->second.id);
            return subject;
        }
        subject.slot = find(type.namespace_name, type.relation);
        subject.relation = slot(subject.slot).relation;
        return subject;
    }

    Result<void> fill_relation(const NamespaceConfig& config, const RelationConfig& relation) {
        auto id = find(config.name, relation.name);
        for (const auto& type : relation.subject_types.value_or(std::vector<SubjectType>{})) {
            auto subject = allowed(type);
            slot(id).has_userset_subjects |= subject.slot != SlotId::None;
            slot(id).subjects.push_back(subject);
        }
        if (relation.is_stored())
            slot(id).tuples = has_this_at_top(relation) ? id : add_tuples_slot(id);
        add_rewrite(config, relation, id);
        return {};
    }

    // Whether the relation's own slot can hold the operand This: it stands once, and alone or in
    // the outermost union.
    static bool has_this_at_top(const RelationConfig& relation) {
        const auto& nodes = relation.rewrite;
        auto is_this = [&](const RewriteNode& node) { return node.op == RewriteOp::This; };
        if (std::ranges::count_if(nodes, is_this) != 1)
            return false;
        const auto& root = nodes.back();
        auto child_is_this = [&](std::uint32_t child) { return is_this(nodes[child]); };
        return is_this(root) ||
               (root.op == RewriteOp::Union && std::ranges::any_of(root.children, child_is_this));
    }

    SlotId add_tuples_slot(SlotId relation) {
        auto id = inner_slot(relation);
        slot(id).operands.emplace_back().kind = Operand::Kind::This;
        return id;
    }

    // Operators become slots, from the root down: a node of the rewrite fills the slot it was
    // given.
    void add_rewrite(const NamespaceConfig& config, const RelationConfig& relation, SlotId root) {
        std::vector<std::pair<std::uint32_t, SlotId>> open;
        open.emplace_back(static_cast<std::uint32_t>(relation.rewrite.size() - 1), root);
        while (!open.empty()) {
            auto [at, id] = open.back();
            open.pop_back();
            fill_slot(config, relation, at, id, open);
        }
    }

    void fill_slot(const NamespaceConfig& config, const RelationConfig& relation, std::uint32_t at,
                   SlotId id, std::vector<std::pair<std::uint32_t, SlotId>>& open) {
        const auto& node = relation.rewrite[at];
        auto op = operator_of(node.op);
        std::vector<Operand> operands;
        bool is_operator = !node.children.empty();
        for (auto child : is_operator ? node.children : std::vector<std::uint32_t>{at}) {
            const auto& operand = relation.rewrite[child];
            if (operand.op == RewriteOp::Nil)
                add_nil(op, operands, id);
            else if (operand.op == RewriteOp::This && slot(slot(id).owner).tuples != id)
                operands.push_back(computed(slot(slot(id).owner).tuples));
            else if (needs_slot(op, operand) && (is_operator || op != SlotOperator::All))
                operands.push_back(computed(open_slot(child, id, open)));
            else
                operands.push_back(simple_operand(config, operand));
        }
        slot(id).op = op;
        slot(id).operands = std::move(operands);
    }

    static SlotOperator operator_of(RewriteOp op) {
        switch (op) {
        case RewriteOp::Intersection: return SlotOperator::Intersection;
        case RewriteOp::Exclusion: return SlotOperator::Exclusion;
        case RewriteOp::TupleToUsersetAll: return SlotOperator::All;
        case RewriteOp::This:
        case RewriteOp::ComputedUserset:
        case RewriteOp::TupleToUserset:
        case RewriteOp::Union:
        case RewriteOp::Self:
        case RewriteOp::Nil: return SlotOperator::Union;
        }
        PEMBA_UNREACHABLE("a RewriteOp outside its enumeration");
    }

    // Whether an operand cannot stand in a slot of this operator by itself.
    static bool needs_slot(SlotOperator op, const RewriteNode& operand) {
        if (operand.op == RewriteOp::ComputedUserset)
            return false;
        return op != SlotOperator::Union || !operand.children.empty() ||
               operand.op == RewriteOp::TupleToUsersetAll;
    }

    static Operand computed(SlotId id) {
        Operand operand;
        operand.kind = Operand::Kind::Computed;
        operand.slot = id;
        return operand;
    }

    SlotId open_slot(std::uint32_t at, SlotId parent,
                     std::vector<std::pair<std::uint32_t, SlotId>>& open) {
        auto id = inner_slot(parent);
        open.emplace_back(at, id);
        return id;
    }

    SlotId inner_slot(SlotId parent) {
        auto id = new_slot();
        slot(id).owner = slot(parent).owner;
        slot(id).relation = slot(parent).relation;
        slot(id).namespace_id = slot(parent).namespace_id;
        return id;
    }

    // Nobody: an empty union. It adds nothing to a union; elsewhere it needs a slot to be nobody
    // in.
    void add_nil(SlotOperator op, std::vector<Operand>& operands, SlotId parent) {
        if (op != SlotOperator::Union)
            operands.push_back(computed(inner_slot(parent)));
    }

    Operand simple_operand(const NamespaceConfig& config, const RewriteNode& node) {
        Operand operand;
        if (node.op == RewriteOp::This) {
            operand.kind = Operand::Kind::This;
        } else if (node.op == RewriteOp::ComputedUserset) {
            operand = computed(find(config.name, node.relation));
        } else if (node.op == RewriteOp::Self) {
            operand.kind = Operand::Kind::Self;
        } else {
            operand = arrow(config, node);
        }
        return operand;
    }

    Operand arrow(const NamespaceConfig& config, const RewriteNode& node) {
        Operand operand;
        operand.kind = Operand::Kind::Arrow;
        operand.tupleset = slot(find(config.name, node.tupleset)).relation;
        for (const auto& type : *config.find(node.tupleset)->subject_types)
            if (!type.wildcard)
                operand.targets.push_back(
                    {allowed(type).relation, find(type.namespace_name, node.relation)});
        return operand;
    }

    void add_takers() {
        for (std::uint32_t i = 0; i < view_.slots_.size(); ++i) {
            const auto& taker = view_.slots_[i];
            for (const auto& subject : taker.subjects) {
                auto& takers = view_.takers_[subject.relation.bits()];
                bool known = !takers.empty() && takers.back().relation == taker.relation;
                if (!known) // `user` and `user:*` are taken by one relation
                    takers.push_back({taker.tuples, taker.relation});
            }
        }
    }

    void add_feeds() {
        view_.feeds_.resize(view_.slots_.size());
        for (std::uint32_t i = 0; i < view_.slots_.size(); ++i) {
            const auto& fed = view_.slots_[i];
            // Whoever is in an intersection is in its first operand, and whoever is in an exclusion
            // is in what it takes from: the other operands give no further candidates.
            bool is_union = fed.op == SlotOperator::Union;
            auto count =
                is_union ? fed.operands.size() : std::min<std::size_t>(1, fed.operands.size());
            for (std::size_t k = 0; k < count; ++k)
                add_feed(SlotId{i}, fed.operands[k], is_union);
        }
    }

    void add_feed(SlotId fed, const Operand& operand, bool decides) {
        if (operand.kind == Operand::Kind::Computed)
            view_.feeds_[index_of(operand.slot)].push_back({fed, false, {}, {}, decides});
        if (operand.kind == Operand::Kind::Self)
            view_.self_slots_[static_cast<std::uint32_t>(slot(fed).namespace_id)].push_back(fed);
        for (const auto& target : operand.targets)
            if (target.slot != SlotId::None)
                view_.feeds_[index_of(target.slot)].push_back(
                    {fed, true, operand.tupleset, target.subject_relation, decides});
    }

    // --- Which kinds of subject can be in a slot: the least solution over the slots' operands
    // --------

    void add_reach() {
        for (const auto& [name, names] : view_.namespaces_)
            add_kind(RelationId::plain(names.id));
        for (std::uint32_t i = 0; i < view_.slots_.size(); ++i)
            if (view_.slots_[i].is_relation(SlotId{i}))
                add_kind(view_.slots_[i].relation);
        view_.words_per_slot_ = view_.kinds_.size() / 64 + 1;
        auto words = view_.words_per_slot_ * view_.slots_.size();
        if (words * 64 > kMaxReachBits)
            return;
        view_.reach_.assign(words, 0);
        for (bool changed = true; changed;) {
            changed = false;
            for (std::uint32_t i = 0; i < view_.slots_.size(); ++i)
                changed |= update_reach(SlotId{i});
        }
    }

    void add_kind(RelationId kind) {
        view_.kinds_.emplace(kind.bits(),
                             SubjectKind{static_cast<std::uint32_t>(view_.kinds_.size())});
    }

    using Bits = std::vector<std::uint64_t>;

    std::span<std::uint64_t> reach(SlotId id) {
        return {view_.reach_.data() + index_of(id) * view_.words_per_slot_, view_.words_per_slot_};
    }

    void set(Bits& bits, RelationId kind) const {
        auto number = static_cast<std::uint32_t>(view_.kinds_.at(kind.bits()));
        bits[number / 64] |= std::uint64_t{1} << (number % 64);
    }

    void join(Bits& bits, SlotId id) {
        auto other = reach(id);
        for (std::size_t w = 0; w < bits.size(); ++w)
            bits[w] |= other[w];
    }

    bool update_reach(SlotId id) {
        const auto& self = slot(id);
        Bits bits(view_.words_per_slot_, 0);
        if (self.op == SlotOperator::Intersection) {
            bits.assign(bits.size(), ~std::uint64_t{0});
            for (const auto& operand : self.operands)
                meet(bits, operand.slot);
        } else {
            auto count = self.op == SlotOperator::Exclusion ? 1 : self.operands.size();
            for (std::size_t k = 0; k < count; ++k)
                join_operand(bits, self, self.operands[k]);
        }
        if (self.is_relation(id))
            set(bits, self.relation); // a userset contains itself
        bool changed = !std::ranges::equal(bits, reach(id));
        std::ranges::copy(bits, reach(id).begin());
        return changed;
    }

    void meet(Bits& bits, SlotId id) {
        auto other = reach(id);
        for (std::size_t w = 0; w < bits.size(); ++w)
            bits[w] &= other[w];
    }

    void join_operand(Bits& bits, const Slot& self, const Operand& operand) {
        if (operand.kind == Operand::Kind::Computed)
            join(bits, operand.slot);
        if (operand.kind == Operand::Kind::Self)
            set(bits, RelationId::plain(self.namespace_id));
        for (const auto& target : operand.targets)
            if (target.slot != SlotId::None)
                join(bits, target.slot);
        if (operand.kind == Operand::Kind::This)
            for (const auto& subject : slot(self.owner).subjects) {
                set(bits, subject.relation);
                if (subject.slot != SlotId::None)
                    join(bits, subject.slot);
            }
    }

    SchemaView& view_;
    const storage::Names& names_;
};

Result<SchemaView> SchemaView::build(Schema schema, const storage::Names& names) {
    SchemaView view(std::move(schema));
    PEMBA_CHECK_OK(SchemaViewBuilder(view, names).run());
    return view;
}

} // namespace pemba::graph
