// From a subject up: every userset that names it, what those feed, and so on to the slot asked for.
// By sets of objects (object_sets.h), or object by object.
#include <boost/unordered/unordered_flat_map.hpp>

#include "graph/frontier.h"
#include "graph/lookup.h"
#include "graph/members.h"
#include "graph/object_sets.h"

namespace pemba::graph {
namespace {

std::uint32_t index_of(SlotId id) {
    return static_cast<std::uint32_t>(id);
}

// The walk without sets: a candidate that was reached through unions and unconditional tuples alone
// is certain.
class ObjectWalk {
public:
    ObjectWalk(const Snapshot& snapshot, SlotId target, const SubjectQuestion& question)
        : schema_(snapshot.schema), tuples_(snapshot.tuples), target_(target), question_(question),
          leads_(schema_.size(), false), certain_(schema_.policy().max_hops),
          open_(schema_.policy().max_hops) {}

    Result<Bounds> run() {
        mark_leading_slots();
        begin();
        bool more = true;
        while (more) {
            PEMBA_CHECK_OK(follow_level());
            more = certain_.advance();
            more |= open_.advance();
        }
        return bounds();
    }

private:
    enum class Reach : std::uint8_t { Candidate, Certain };

    // Slots from which the target can be reached: the others are dead ends.
    void mark_leading_slots() {
        std::vector<std::vector<SlotId>> feeders(schema_.size());
        for (std::uint32_t i = 0; i < schema_.size(); ++i)
            for_each_fed(SlotId{i},
                         [&](SlotId fed) { feeders[index_of(fed)].push_back(SlotId{i}); });
        std::vector<SlotId> open{target_};
        leads_[index_of(target_)] = true;
        while (!open.empty()) {
            auto slot = open.back();
            open.pop_back();
            for (auto feeder : feeders[index_of(slot)])
                if (!leads_[index_of(feeder)]) {
                    leads_[index_of(feeder)] = true;
                    open.push_back(feeder);
                }
        }
    }

    template <class Visit>
    void for_each_fed(SlotId id, Visit visit) const {
        for (const auto& feed : schema_.feeds(id))
            visit(feed.slot);
        const auto& slot = schema_.slot(id);
        if (slot.is_relation(id))
            for (const auto& taker : schema_.takers(slot.relation))
                visit(taker.slot);
    }

    // What is certain first, so that nothing certain is put to the checker.
    Result<void> follow_level() {
        while (certain_.has() || open_.has()) {
            if (certain_.is_too_far())
                return certain_.too_deep();
            bool is_certain = certain_.has();
            auto node = is_certain ? certain_.take() : open_.take();
            if (is_certain || reached_.at(node.bits()) == Reach::Candidate)
                follow(node, is_certain);
            if (tuples_.failed())
                return tuples_.error();
        }
        return {};
    }

    void begin() {
        // The last tuple before the subject is found by a look-up, not a step, as a check has it.
        reach_takers(question_.subject, true, Hop::None);
        if (question_.is_plain()) {
            reach_takers(question_.wildcard(), true, Hop::None);
            for (auto slot : schema_.self_slots(question_.subject.relation().namespace_id()))
                reach({slot, question_.subject.object()}, is_union(slot), Hop::None);
        } else if (auto own = schema_.slot_of(question_.subject.relation()); own != SlotId::None) {
            reach({own, question_.subject.object()}, true, Hop::None);
        }
    }

    bool is_union(SlotId slot) const { return schema_.slot(slot).op == SlotOperator::Union; }

    void reach(Node node, bool is_certain, Hop hop) {
        if (!leads_[index_of(node.slot())])
            return;
        auto wanted = is_certain ? Reach::Certain : Reach::Candidate;
        auto [found, is_new] = reached_.emplace(node.bits(), wanted);
        if (!is_new && found->second >= wanted)
            return;
        found->second = wanted;
        (is_certain ? certain_ : open_).add(node, hop);
    }

    // The usersets that name a subject.
    void reach_takers(NodeId subject, bool is_certain, Hop hop) {
        for (const auto& taker : schema_.takers(subject.relation()))
            if (leads_[index_of(taker.slot)])
                for_each_userset(subject, taker.relation, [&](ObjectNumber object, bool sure) {
                    reach({taker.slot, object}, is_certain && sure, hop);
                });
    }

    // Calls visit(object, whether the tuple has no condition).
    template <class Visit>
    void for_each_userset(NodeId subject, RelationId relation, Visit visit) {
        for_each_member(tuples_, storage::Side::Usersets, subject, NodeId::first_of(relation),
                        NodeId::end_of(relation), [&](storage::Member userset) {
                            visit(userset.node.object(), !storage::has_condition(userset.mark));
                        });
    }

    void follow(Node node, bool is_certain) {
        tuples_.spend(1);
        const auto& slot = schema_.slot(node.slot());
        if (slot.is_relation(node.slot()))
            reach_takers({slot.relation, node.object()}, is_certain, Hop::OverTuple);
        for (const auto& feed : schema_.feeds(node.slot())) {
            bool stays_certain = is_certain && feed.decides;
            if (!feed.through_arrow)
                reach({feed.slot, node.object()}, stays_certain, Hop::None);
            else if (leads_[index_of(feed.slot)])
                for_each_userset(
                    {feed.subject_relation, node.object()}, feed.tupleset,
                    [&](ObjectNumber object, bool sure) {
                        reach({feed.slot, object}, stays_certain && sure, Hop::OverTuple);
                    });
        }
    }

    [[nodiscard]] Bounds bounds() const {
        Bounds bounds;
        for (const auto& [bits, reach] : reached_) {
            auto node = Node::from_bits(bits);
            if (node.slot() == target_)
                (reach == Reach::Certain ? bounds.certain : bounds.open).push_back(node.object());
        }
        bounds.settle();
        return bounds;
    }

    const SchemaView& schema_;
    storage::TupleReader& tuples_;
    SlotId target_;
    const SubjectQuestion& question_;
    std::vector<bool> leads_;
    boost::unordered_flat_map<std::uint64_t, Reach> reached_;
    Frontier<Node> certain_, open_;
};

Result<Bounds> find_bounds(const Asking& asking, SlotId slot, const SubjectQuestion& question) {
    if (asking.snapshot.optimisations.lookup_sets) {
        PEMBA_TRY(auto bounds, find_object_bounds(asking.snapshot, slot, question));
        if (bounds)
            return *std::move(bounds);
    }
    return ObjectWalk(asking.snapshot, slot, question).run();
}

} // namespace

Result<FoundSet> lookup_objects(const Asking& asking, SlotId slot,
                                const SubjectQuestion& question) {
    PEMBA_TRY(auto bounds, find_bounds(asking, slot, question));
    return decide(std::move(bounds), [&](ObjectNumber object) {
        return ask(asking, {slot, object}, question);
    });
}

} // namespace pemba::graph
