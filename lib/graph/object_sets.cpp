#include "graph/object_sets.h"

#include <span>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "graph/slot_ranks.h"

namespace pemba::graph {
namespace {

constexpr std::size_t kBatch = 4096;

// A slot on the way to the target.
struct Place {
    SlotId slot = SlotId::None;
    Bounds bounds;
    std::uint32_t users = 0; ///< operands that still have to look into it
    std::uint32_t hops = 0;  ///< no member is further from the subject, in tuples
};

// What is known of a slot that depends on itself, while it is walked round by round.
struct Gathering {
    Place* place = nullptr;
    boost::unordered_flat_set<ObjectNumber> certain, open;
    Bounds fresh; ///< learnt in the round before
    Bounds met;   ///< in this round, known or not
};

class ObjectSets {
public:
    ObjectSets(const Snapshot& snapshot, SlotId target, const SubjectQuestion& question)
        : schema_(snapshot.schema), tuples_(snapshot.tuples), question_(question),
          max_hops_(schema_.policy().max_hops), target_(target) {}

    Result<std::optional<Bounds>> run() {
        collect_places();
        for (std::size_t begin = 0, end = 0; begin < places_.size(); begin = end) {
            for (end = begin + 1; end < places_.size() && component(end) == component(begin);)
                ++end;
            if (schema_.rank(places_[begin].slot).recursive)
                solve_together({places_.data() + begin, end - begin});
            else
                solve(places_[begin]);
            if (tuples_.failed())
                return tuples_.error();
            if (is_too_far(places_[begin].hops))
                return std::optional<Bounds>();
        }
        return std::optional(places_.empty() ? Bounds{} : std::move(place_of(target_)->bounds));
    }

private:
    // --- Which slots there are ---

    // All that the subject can reach and the target looks into, dependencies first.
    void collect_places() {
        add_place(target_);
        for (std::size_t i = 0; i < places_.size(); ++i)
            for (const auto& operand : schema_.slot(places_[i].slot).operands)
                for_each_source(places_[i].slot, operand, [&](SlotId other) { add_place(other); });
        std::ranges::sort(places_, {}, [&](const Place& place) {
            return std::pair(schema_.rank(place.slot).component, place.slot);
        });
        for (std::uint32_t i = 0; i < places_.size(); ++i)
            index_[places_[i].slot] = i;
    }

    void add_place(SlotId slot) {
        if (!schema_.can_reach(slot, question_.kind))
            return;
        auto [found, is_new] = index_.emplace(slot, static_cast<std::uint32_t>(places_.size()));
        if (is_new)
            places_.push_back({slot, {}, 0, 0});
        ++places_[found->second].users;
    }

    template <class Visit>
    void for_each_source(SlotId slot, const Operand& operand, Visit visit) const {
        for_each_dependency(operand, owner_of(slot), [&](SlotId other, bool) { visit(other); });
    }

    [[nodiscard]] const Slot& owner_of(SlotId slot) const {
        return schema_.slot(schema_.slot(slot).owner);
    }
    [[nodiscard]] std::uint32_t component(std::size_t place) const {
        return schema_.rank(places_[place].slot).component;
    }

    [[nodiscard]] bool is_too_far(std::uint32_t hops) const {
        return max_hops_ != 0 && hops > max_hops_;
    }

    // Nothing if the subject cannot be in it.
    [[nodiscard]] Place* place_of(SlotId slot) {
        auto found = index_.find(slot);
        return found == index_.end() ? nullptr : &places_[found->second];
    }

    // --- A slot that does not depend on itself ---

    void solve(Place& place) {
        const auto& slot = schema_.slot(place.slot);
        switch (slot.op) {
        case SlotOperator::Union: unite(place, slot); break;
        case SlotOperator::Intersection: intersect(place, slot); break;
        case SlotOperator::Exclusion: exclude(place, slot); break;
        case SlotOperator::All: take_candidates(place, slot); break;
        }
        add_itself(place);
        place.bounds.settle();
        tuples_.spend(place.bounds.size());
        release_sources(place.slot);
    }

    void unite(Place& place, const Slot& slot) {
        if (slot.operands.size() == 1 && slot.operands[0].kind == Operand::Kind::Computed)
            return rename(place, slot.operands[0].slot);
        for (const auto& operand : slot.operands)
            pull(place, operand);
    }

    // A slot that is another one under a new name.
    void rename(Place& place, SlotId other) {
        auto* source = place_of(other);
        if (!source)
            return;
        place.hops = source->hops;
        if (source->users == 1)
            place.bounds = std::move(source->bounds);
        else
            place.bounds = source->bounds;
    }

    // Of an intersection arrow: nobody vouches for whoever has one of the objects.
    void take_candidates(Place& place, const Slot& slot) {
        pull(place, slot.operands[0]);
        place.bounds.doubt();
    }

    // Whoever is in an intersection is in its first operand: the others give no candidates.
    void intersect(Place& place, const Slot& slot) {
        pull(place, slot.operands[0]);
        for (const auto& operand : std::span(slot.operands).subspan(1))
            place.bounds.intersect(bounds_of(operand.slot), absence_counts(place, operand.slot));
    }

    void exclude(Place& place, const Slot& slot) {
        pull(place, slot.operands[0]);
        auto subtracted = slot.operands[1].slot;
        place.bounds.subtract(bounds_of(subtracted), absence_counts(place, subtracted));
    }

    [[nodiscard]] const Bounds& bounds_of(SlotId slot) {
        static const Bounds kNobody;
        const auto* place = place_of(slot);
        return place ? place->bounds : kNobody;
    }

    // Whether a check finds out that somebody who is not even possible in a slot is not in it.
    // Where tuples in a row are limited it may be led too far, and then has no answer.
    bool absence_counts(Place& place, SlotId slot) {
        if (max_hops_ == 0 || !schema_.can_reach(slot, question_.kind))
            return true;
        auto hops = schema_.rank(slot).max_hops;
        if (hops == SlotRank::kUnbounded)
            return false;
        place.hops = std::max(place.hops, hops);
        return true;
    }

    // A userset contains itself.
    void add_itself(Place& place) const {
        const auto& slot = schema_.slot(place.slot);
        if (slot.is_relation(place.slot) && slot.relation == question_.subject.relation())
            place.bounds.certain.push_back(question_.subject.object());
    }

    // Gives back the memory of what no other slot looks into.
    void release_sources(SlotId slot) {
        for (const auto& operand : schema_.slot(slot).operands)
            for_each_source(slot, operand, [&](SlotId other) {
                if (auto* place = place_of(other); place && --place->users == 0)
                    place->bounds = {};
            });
    }

    // --- Slots that depend on one another, round by round ---

    void solve_together(std::span<Place> places) {
        std::vector<Gathering> gatherings(places.size());
        std::uint32_t hops = 0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            begin(gatherings[i], places[i]);
            hops = std::max(hops, places[i].hops);
        }
        while (learn(gatherings) && !tuples_.failed() && !is_too_far(hops)) {
            ++hops;
            for (auto& gathering : gatherings)
                spread(gathering, gatherings);
        }
        for (auto& gathering : gatherings)
            finish(gathering, hops);
        for (const auto& place : places)
            release_sources(place.slot);
    }

    // From outside the component, whose own slots are empty yet.
    void begin(Gathering& gathering, Place& place) {
        gathering.place = &place;
        for (const auto& operand : positive_operands(place.slot))
            pull(place, operand);
        doubt_operators(place.slot, place.bounds);
        add_itself(place);
        gathering.met = std::exchange(place.bounds, {});
    }

    // Who is in an operator's slot is in the first operand.
    [[nodiscard]] std::span<const Operand> positive_operands(SlotId id) const {
        const auto& slot = schema_.slot(id);
        auto count = slot.op == SlotOperator::Union ? slot.operands.size() : 1;
        return std::span(slot.operands).first(std::min(count, slot.operands.size()));
    }

    void doubt_operators(SlotId slot, Bounds& bounds) const {
        if (schema_.slot(slot).op != SlotOperator::Union)
            bounds.doubt();
    }

    // Sorts out what is new; returns whether anything is.
    bool learn(std::vector<Gathering>& gatherings) {
        bool any = false;
        for (auto& [place, certain, open, fresh, met] : gatherings) {
            fresh = {};
            for (auto number : met.certain)
                if (certain.insert(number).second)
                    fresh.certain.push_back(number);
            for (auto number : met.open)
                if (!certain.contains(number) && open.insert(number).second)
                    fresh.open.push_back(number);
            met = {};
            fresh.settle();
            tuples_.spend(fresh.size());
            any = any || !fresh.empty();
        }
        return any;
    }

    // What the last round's news in the component mean for a slot.
    void spread(Gathering& to, const std::vector<Gathering>& gatherings) {
        auto slot = to.place->slot;
        Bounds met;
        for (const auto& operand : positive_operands(slot))
            for (const auto& from : gatherings)
                pull_from(slot, operand, from.place->slot, from.fresh, met);
        doubt_operators(slot, met);
        to.met.append(met);
    }

    static void finish(Gathering& gathering, std::uint32_t hops) {
        auto& place = *gathering.place;
        place.bounds.certain.assign(gathering.certain.begin(), gathering.certain.end());
        place.bounds.open.assign(gathering.open.begin(), gathering.open.end());
        place.bounds.settle();
        place.hops = hops;
        gathering = {};
    }

    // --- What one operand gives ---

    void pull(Place& place, const Operand& operand) {
        if (operand.kind == Operand::Kind::This)
            pull_named(owner_of(place.slot).relation, place.bounds);
        if (operand.kind == Operand::Kind::Self)
            pull_self(schema_.slot(place.slot).namespace_id, place.bounds);
        std::uint32_t step = operand.kind == Operand::Kind::Computed ? 0 : 1;
        SlotId last = SlotId::None;
        for_each_source(place.slot, operand, [&](SlotId other) {
            const auto* source = place_of(other);
            if (!source || other == std::exchange(last, other))
                return;
            if (!source->bounds.empty())
                place.hops = std::max(place.hops, source->hops + step);
            pull_from(place.slot, operand, other, source->bounds, place.bounds);
        });
    }

    // Tuples that name the subject itself, or everybody. Their look-up is no step, as in a check.
    void pull_named(RelationId relation, Bounds& out) {
        scan(question_.subject, relation, true, out);
        if (question_.is_plain() && question_.wildcard() != question_.subject)
            scan(question_.wildcard(), relation, true, out);
    }

    void pull_self(NamespaceId namespace_id, Bounds& out) const {
        if (question_.subject.relation() == RelationId::plain(namespace_id))
            out.certain.push_back(question_.subject.object());
    }

    // What `from` gives to an operand of `to`, if the operand looks into `source`.
    void pull_from(SlotId to, const Operand& operand, SlotId source, const Bounds& from,
                   Bounds& out) {
        switch (operand.kind) {
        case Operand::Kind::Computed:
            if (operand.slot == source)
                out.append(from);
            return;
        case Operand::Kind::Arrow:
            for (const auto& target : operand.targets)
                if (target.slot == source)
                    pull_over_tuples(target.subject_relation, from, operand.tupleset, out);
            return;
        case Operand::Kind::This:
            if (takes(owner_of(to), source))
                pull_over_tuples(schema_.slot(source).relation, from, owner_of(to).relation, out);
            return;
        case Operand::Kind::Self: return;
        }
    }

    static bool takes(const Slot& relation, SlotId userset) {
        return std::ranges::find(relation.subjects, userset, &AllowedSubject::slot) !=
               relation.subjects.end();
    }

    void pull_over_tuples(RelationId subjects, const Bounds& from, RelationId relation,
                          Bounds& out) {
        for (auto object : from.certain)
            scan({subjects, object}, relation, true, out);
        for (auto object : from.open)
            scan({subjects, object}, relation, false, out);
    }

    // The objects of a relation's tuples that name a subject.
    void scan(NodeId subject, RelationId relation, bool is_certain, Bounds& out) {
        auto from = NodeId::first_of(relation);
        for (bool more = true; more && !tuples_.failed();) {
            batch_.clear();
            more = tuples_.scan(storage::Side::Usersets, subject, from, NodeId::end_of(relation),
                                kBatch, batch_);
            for (const auto& member : batch_)
                out.add(member.node.object(), is_certain && !storage::has_condition(member.mark));
            out.settle_if_grown();
            if (!batch_.empty())
                from = batch_.back().node.successor();
        }
    }

    const SchemaView& schema_;
    storage::TupleReader& tuples_;
    const SubjectQuestion& question_;
    const std::uint32_t max_hops_;
    const SlotId target_;
    std::vector<Place> places_; ///< ordered by component
    boost::unordered_flat_map<SlotId, std::uint32_t> index_;
    std::vector<storage::Member> batch_;
};

} // namespace

Result<std::optional<Bounds>> find_object_bounds(const Snapshot& snapshot, SlotId target,
                                                 const SubjectQuestion& question) {
    return ObjectSets(snapshot, target, question).run();
}

} // namespace pemba::graph
