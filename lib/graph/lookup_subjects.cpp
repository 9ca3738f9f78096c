// From a userset down: every subject of the wanted type that a tuple on the way names. By sets of
// subjects (subject_sets.h), or subject by subject.
#include <algorithm>
#include <optional>

#include <boost/unordered/unordered_flat_map.hpp>

#include "graph/frontier.h"
#include "graph/lookup.h"
#include "graph/members.h"
#include "graph/subject_sets.h"

namespace pemba::graph {
namespace {

// How a place is reached from the root. Certain: through unions and unconditional tuples alone.
// Positive: also through intersections, the left of exclusions, or an even number of right sides.
// Negative: an odd number.
enum class Path : std::uint8_t { Negative = 1, Positive = 2, Certain = 4 };

std::uint8_t bit(Path path) {
    return static_cast<std::uint8_t>(path);
}

Path uncertain(Path path) {
    return path == Path::Certain ? Path::Positive : path;
}
Path below_tuple(Path path, const storage::Member& member) {
    return storage::has_condition(member.mark) ? uncertain(path) : path;
}
Path subtracted(Path path) {
    return path == Path::Negative ? Path::Positive : Path::Negative;
}

class SubjectWalk {
public:
    SubjectWalk(const Asking& asking, Node root, RelationId subject_relation)
        : asking_(asking), schema_(asking.snapshot.schema), tuples_(asking.snapshot.tuples),
          root_(root), subject_relation_(subject_relation),
          kind_(schema_.kind_of(subject_relation)), open_(schema_.policy().max_hops) {}

    Result<FoundSubjects> run() {
        reach(root_, Path::Certain, Hop::None);
        do {
            while (open_.has() && !tuples_.failed()) {
                if (open_.is_too_far())
                    return open_.too_deep();
                auto [node, path] = open_.take();
                follow(node, path);
            }
        } while (!tuples_.failed() && open_.advance());
        if (tuples_.failed())
            return tuples_.error();
        return decide();
    }

private:
    void reach(Node node, Path path, Hop hop) {
        if (!schema_.can_reach(node.slot(), kind_))
            return;
        auto& paths = reached_[node.bits()];
        bool covered = (paths & bit(path)) != 0 ||
                       (path == Path::Positive && (paths & bit(Path::Certain)) != 0);
        if (covered)
            return;
        paths |= bit(path);
        open_.add({node, path}, hop);
        tuples_.spend(1);
    }

    void follow(Node node, Path path) {
        const auto& slot = schema_.slot(node.slot());
        if (slot.is_relation(node.slot()) && slot.relation == subject_relation_)
            name(node.object(), path); // a userset contains itself
        bool is_union = slot.op == SlotOperator::Union;
        for (std::size_t i = 0; i < slot.operands.size(); ++i) {
            auto below = is_union ? path : uncertain(path);
            if (slot.op == SlotOperator::Exclusion && i == 1)
                below = subtracted(path);
            follow_operand(node, slot, slot.operands[i], below);
        }
    }

    void follow_operand(Node node, const Slot& slot, const Operand& operand, Path path) {
        switch (operand.kind) {
        case Operand::Kind::Computed: return reach({operand.slot, node.object()}, path, Hop::None);
        case Operand::Kind::This: return follow_tuples(schema_.slot(slot.owner), node, path);
        case Operand::Kind::Arrow:
            return for_each_member(
                tuples_, storage::Side::Subjects, {operand.tupleset, node.object()}, NodeId{},
                NodeId::end(), [&](storage::Member found) {
                    const auto member = found.node;
                    auto child = operand.target_of(member.relation());
                    if (child != SlotId::None && !member.is_wildcard())
                        reach({child, member.object()}, below_tuple(path, found), Hop::OverTuple);
                });
        case Operand::Kind::Self:
            if (RelationId::plain(slot.namespace_id) == subject_relation_)
                name(node.object(), path);
            return;
        }
    }

    void follow_tuples(const Slot& relation, Node node, Path path) {
        NodeId userset(relation.relation, node.object());
        for_each_member(
            tuples_, storage::Side::Subjects, userset, NodeId::first_of(subject_relation_),
            NodeId::end_of(subject_relation_),
            [&](storage::Member member) { name(member.node.object(), below_tuple(path, member)); });
        if (!relation.has_userset_subjects)
            return;
        for_each_member(
            tuples_, storage::Side::Subjects, userset, NodeId{}, NodeId::end_of_usersets(),
            [&](storage::Member found) {
                const auto member = found.node;
                auto child = schema_.slot_of(member.relation());
                if (child != SlotId::None)
                    reach({child, member.object()}, below_tuple(path, found), Hop::OverTuple);
            });
    }

    void name(ObjectNumber subject, Path path) { named_[subject] |= bit(path); }

    Result<Decision> decide(ObjectNumber subject) {
        SubjectQuestion question(schema_, NodeId(subject_relation_, subject));
        return ask(asking_, root_, question);
    }

    Result<FoundSubjects> decide() {
        FoundSubjects found;
        // A wildcard covers whoever was not named; somebody unknown stands for all of them.
        if (named_.erase(ObjectNumber::Wildcard) > 0) {
            PEMBA_TRY(found.wildcard, decide(ObjectNumber::Nobody));
        }
        std::vector<std::pair<ObjectNumber, std::uint8_t>> named(named_.begin(), named_.end());
        named_ = {};
        std::ranges::sort(named);
        for (const auto& [number, paths] : named)
            PEMBA_CHECK_OK(add(found, number, paths));
        return found;
    }

    Result<void> add(FoundSubjects& found, ObjectNumber subject, std::uint8_t paths) {
        bool certain = (paths & bit(Path::Certain)) != 0;
        bool positive = (paths & ~bit(Path::Negative)) != 0;
        if (!positive && found.wildcard.is_no())
            return {}; // nothing but an exclusion names it: it is as little in as somebody unknown
        Decision decision{Permissionship::Yes, {}};
        if (!certain) {
            PEMBA_TRY(decision, decide(subject));
        }
        if (auto exclusion = exclusion_from(found.wildcard, decision, paths))
            found.excluded.add(subject, *std::move(exclusion));
        if (positive)
            found.subjects.add(subject, std::move(decision));
        return {};
    }

    // Whether a subject is less in than the wildcard would have it, and on what that depends.
    static std::optional<Decision> exclusion_from(const Decision& wildcard,
                                                  const Decision& decision, std::uint8_t paths) {
        if (wildcard.is_no() || decision.is_yes())
            return std::nullopt;
        if (decision.is_no())
            return Decision{Permissionship::Yes, {}};
        bool subtracted = (paths & bit(Path::Negative)) != 0;
        return wildcard.is_yes() || subtracted ? std::optional(decision) : std::nullopt;
    }

    const Asking& asking_;
    const SchemaView& schema_;
    storage::TupleReader& tuples_;
    Node root_;
    RelationId subject_relation_;
    SubjectKind kind_;
    boost::unordered_flat_map<std::uint64_t, std::uint8_t> reached_;
    boost::unordered_flat_map<ObjectNumber, std::uint8_t> named_;
    Frontier<std::pair<Node, Path>> open_;
};

} // namespace

Result<FoundSubjects> lookup_subjects(const Asking& asking, Node root,
                                      RelationId subject_relation) {
    if (asking.snapshot.optimisations.lookup_sets) {
        PEMBA_TRY(auto bounds, find_subject_bounds(asking.snapshot, root, subject_relation));
        if (bounds) {
            FoundSubjects found;
            PEMBA_TRY(found.subjects, decide(*std::move(bounds), [&](ObjectNumber subject) {
                          SubjectQuestion question(asking.snapshot.schema,
                                                   NodeId(subject_relation, subject));
                          return ask(asking, root, question);
                      }));
            return found;
        }
    }
    return SubjectWalk(asking, root, subject_relation).run();
}

} // namespace pemba::graph
