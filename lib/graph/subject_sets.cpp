#include "graph/subject_sets.h"

#include <span>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

namespace pemba::graph {
namespace {

constexpr std::size_t kBatch = 4096;
constexpr std::size_t kMaxParts = 10'000;

// A set that is put together of others: a union with all that it reaches through further unions, or
// an intersection or exclusion of its operands.
struct Part {
    struct Use {
        std::uint32_t part = 0;
        bool is_certain = true;
    };

    Node node;
    bool is_union = true;
    Bounds bounds = {};         ///< of a union, before it is put together: whom tuples name
    std::vector<Use> uses = {}; ///< of an operator: its operands, in order
    std::vector<std::uint32_t> users = {};
    std::size_t waits_for = 0;     ///< uses that are not put together yet
    std::size_t users_to_come = 0; ///< that are not put together yet
};

class SubjectSets {
public:
    SubjectSets(const Snapshot& snapshot, Node root, RelationId subject_relation)
        : schema_(snapshot.schema), tuples_(snapshot.tuples), root_(root),
          subject_relation_(subject_relation), kind_(schema_.kind_of(subject_relation)) {}

    Result<std::optional<Bounds>> run() {
        std::optional<Bounds> nothing;
        auto max_hops = schema_.policy().max_hops;
        if (max_hops != 0 && schema_.rank(root_.slot()).max_hops > max_hops)
            return nothing;
        part_of(root_, true);
        for (std::uint32_t i = 0; i < parts_.size(); ++i) {
            fill(i);
            if (tuples_.failed())
                return tuples_.error();
            if (met_wildcard_ || parts_.size() > kMaxParts)
                return nothing;
        }
        put_together();
        if (tuples_.failed())
            return tuples_.error();
        return parts_[0].waits_for == 0 ? std::optional(std::move(parts_[0].bounds)) : nothing;
    }

private:
    std::uint32_t part_of(Node node, bool is_union) {
        auto& index = is_union ? unions_ : operators_;
        auto [found, is_new] =
            index.emplace(node.bits(), static_cast<std::uint32_t>(parts_.size()));
        if (is_new)
            parts_.push_back({.node = node, .is_union = is_union});
        return found->second;
    }

    void use(std::uint32_t user, std::uint32_t part, bool is_certain) {
        parts_[user].uses.push_back({part, is_certain});
        ++parts_[user].waits_for;
        parts_[part].users.push_back(user);
        ++parts_[part].users_to_come;
    }

    // --- Finding the parts, and whom tuples name ---

    void fill(std::uint32_t part) {
        auto node = parts_[part].node;
        if (parts_[part].is_union)
            return walk(part, node);
        for (const auto& operand : schema_.slot(node.slot()).operands)
            use(part, part_of({operand.slot, node.object()}, true), true);
    }

    void walk(std::uint32_t part, Node from) {
        reached_.clear();
        reach(from, true);
        while (!open_.empty() && !has_to_stop()) {
            auto [node, is_certain] = open_.back();
            open_.pop_back();
            follow(part, node, is_certain);
        }
        parts_[part].bounds = std::exchange(named_, {});
    }

    [[nodiscard]] bool has_to_stop() const { return met_wildcard_ || tuples_.failed(); }

    void reach(Node node, bool is_certain) {
        if (!schema_.can_reach(node.slot(), kind_))
            return;
        auto [found, is_new] = reached_.emplace(node.bits(), is_certain);
        if (!is_new && (found->second || !is_certain))
            return;
        found->second = is_certain;
        open_.emplace_back(node, is_certain);
        tuples_.spend(1);
    }

    void follow(std::uint32_t part, Node node, bool is_certain) {
        const auto& slot = schema_.slot(node.slot());
        if (slot.is_relation(node.slot()) && slot.relation == subject_relation_)
            named_.add(node.object(), is_certain); // a userset contains itself
        if (slot.op == SlotOperator::Intersection || slot.op == SlotOperator::Exclusion)
            return use(part, part_of(node, false), is_certain);
        // Of an intersection arrow, nobody vouches for whoever is in one of the objects.
        bool stays_certain = is_certain && slot.op == SlotOperator::Union;
        for (const auto& operand : slot.operands)
            follow_operand(node, operand, stays_certain);
    }

    void follow_operand(Node node, const Operand& operand, bool is_certain) {
        const auto& slot = schema_.slot(node.slot());
        switch (operand.kind) {
        case Operand::Kind::Computed: return reach({operand.slot, node.object()}, is_certain);
        case Operand::Kind::This: return follow_tuples(schema_.slot(slot.owner), node, is_certain);
        case Operand::Kind::Arrow:
            return scan({operand.tupleset, node.object()}, NodeId{}, NodeId::end(),
                        [&](NodeId member, bool counts) {
                            auto child = operand.target_of(member.relation());
                            if (child != SlotId::None && !member.is_wildcard())
                                reach({child, member.object()}, is_certain && counts);
                        });
        case Operand::Kind::Self:
            if (RelationId::plain(slot.namespace_id) == subject_relation_)
                named_.add(node.object(), is_certain);
            return;
        }
    }

    void follow_tuples(const Slot& relation, Node node, bool is_certain) {
        NodeId userset(relation.relation, node.object());
        scan(userset, NodeId::first_of(subject_relation_), NodeId::end_of(subject_relation_),
             [&](NodeId member, bool counts) {
                 met_wildcard_ = met_wildcard_ || member.is_wildcard();
                 named_.add(member.object(), is_certain && counts);
             });
        if (!relation.has_userset_subjects)
            return;
        scan(userset, NodeId{}, NodeId::end_of_usersets(), [&](NodeId member, bool counts) {
            auto child = schema_.slot_of(member.relation());
            if (child != SlotId::None)
                reach({child, member.object()}, is_certain && counts);
        });
    }

    // Calls visit(member, whether its tuple has no condition). A visit does not scan.
    template <class Visit>
    void scan(NodeId key, NodeId from, NodeId end, Visit visit) {
        for (bool more = true; more && !has_to_stop();) {
            batch_.clear();
            more = tuples_.scan(storage::Side::Subjects, key, from, end, kBatch, batch_);
            for (const auto& member : batch_)
                visit(member.node, !storage::has_condition(member.mark));
            named_.settle_if_grown();
            if (!batch_.empty())
                from = batch_.back().node.successor();
        }
    }

    // --- Putting them together, each after those it uses ---

    void put_together() {
        std::vector<std::uint32_t> ready;
        for (std::uint32_t i = 0; i < parts_.size(); ++i)
            if (parts_[i].waits_for == 0)
                ready.push_back(i);
        while (!ready.empty() && !tuples_.failed()) {
            auto& part = parts_[ready.back()];
            ready.pop_back();
            part.is_union ? unite(part) : merge(part);
            tuples_.spend(part.bounds.size());
            for (auto [used, is_certain] : part.uses)
                if (--parts_[used].users_to_come == 0)
                    parts_[used].bounds = {};
            for (auto user : part.users)
                if (--parts_[user].waits_for == 0)
                    ready.push_back(user);
        }
    }

    void unite(Part& part) {
        for (auto [used, is_certain] : part.uses) {
            const auto& bounds = parts_[used].bounds;
            append(is_certain ? part.bounds.certain : part.bounds.open, bounds.certain);
            append(part.bounds.open, bounds.open);
        }
        part.bounds.settle();
    }

    void merge(Part& part) {
        bool intersects = schema_.slot(part.node.slot()).op == SlotOperator::Intersection;
        part.bounds = parts_[part.uses[0].part].bounds;
        for (auto [used, is_certain] : std::span(part.uses).subspan(1))
            intersects ? part.bounds.intersect(parts_[used].bounds, true)
                       : part.bounds.subtract(parts_[used].bounds, true);
    }

    const SchemaView& schema_;
    storage::TupleReader& tuples_;
    const Node root_;
    const RelationId subject_relation_;
    const SubjectKind kind_;
    std::vector<Part> parts_;                                                    ///< the root first
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> unions_, operators_; ///< by node
    bool met_wildcard_ = false;
    // Of the walk of one union.
    boost::unordered_flat_map<std::uint64_t, bool> reached_; ///< whether it is certain
    std::vector<std::pair<Node, bool>> open_;
    Bounds named_;
    std::vector<storage::Member> batch_;
};

} // namespace

Result<std::optional<Bounds>> find_subject_bounds(const Snapshot& snapshot, Node root,
                                                  RelationId subject_relation) {
    return SubjectSets(snapshot, root, subject_relation).run();
}

} // namespace pemba::graph
