// UnionWalk: decides whether a subject is in a node that only unions.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "graph/frontier.h"
#include "graph/grants.h"
#include "pemba/explanation.h"

namespace pemba::graph {

/// Where only unions are, the answer is yes if any way leads from the node to the subject: no
/// order, no tentative answers. It walks from the node down over the tuples until it meets nodes
/// that have closures, the entries; those are decided component by component, from whichever side
/// is smaller: the nodes of the component that the subject comes to from below, each looked up in
/// the entries' closures, or the closures, node by node.
///
/// One walk serves one thread, any number of questions after another; it keeps its memory.
class UnionWalk {
public:
    /// One use of closures.
    struct Step {
        ComponentId component = ComponentId::None;
        Explanation::PlanStep::From from{};
        std::uint64_t entries = 0, subject_sets = 0, reads = 0;
    };

    /// Begins a question; both outlive it. Keeps what it knows of the subject if the snapshot says
    /// that the question goes on with the one before.
    void begin(const Snapshot& snapshot, const SubjectQuestion& question);
    /// Writes down how closures are used from now on, until it is null.
    void record(std::vector<Step>* steps) { steps_ = steps; }

    /// Whether the subject is in a node that lies `hops` tuples away from the question's. Many
    /// nodes may be asked for one question; none is visited twice before a yes. REQUIRES: the
    /// schema's plan covers it; afterwards the caller asks snapshot.tuples.failed() before it
    /// believes a no. O(nodes and tuples reached).
    [[nodiscard]] bool contains(Node root, std::uint32_t hops);

    /// Whether a tuple with an undecided condition was taken to be absent.
    [[nodiscard]] bool met_undecided() const { return grants_.met_undecided(); }
    /// Whether the walk was given up, since it led over more tuples in a row than it may.
    [[nodiscard]] bool went_too_far() const { return went_too_far_; }

private:
    /// The nodes of a component that contain the subject, but for what the component itself adds.
    struct UpList {
        ComponentId component = ComponentId::None;
        bool complete = false;
        std::uint64_t max_reads = 0; ///< that it was allowed
        std::vector<NodeId> nodes;
    };

    [[nodiscard]] const SchemaView& schema() const { return snapshot_->schema; }
    [[nodiscard]] const UnionPlan& plan() const { return snapshot_->schema.unions(); }
    [[nodiscard]] Node node_of(NodeId id) const {
        return {schema().slot_of(id.relation()), id.object()};
    }

    void forget_all();
    [[nodiscard]] bool walk(Node root);
    void add(Node node, Hop hop);
    [[nodiscard]] bool has_closure(SlotId slot) const;
    /// Looks at all that a node consists of. Nodes of the component `done` are passed over.
    [[nodiscard]] bool expand(Node node, ComponentId done = ComponentId::None);
    [[nodiscard]] bool has_identity(Node node, const UnionParts& parts) const;
    [[nodiscard]] bool takes_usersets(const Slot& relation) const;
    void add_members(NodeId key, NodeId end, const ArrowPart* arrow, ComponentId done);

    [[nodiscard]] bool search_closures();
    [[nodiscard]] bool decide(ComponentId component, Step& step);
    [[nodiscard]] ComponentId take_component();
    [[nodiscard]] bool weigh(ComponentId component, Step& step);
    /// From the subject's side.
    [[nodiscard]] bool probe(const std::vector<NodeId>& nodes, Step& step);
    /// From the object's side.
    [[nodiscard]] bool expand_closures(ComponentId component, Step& step);

    [[nodiscard]] const UpList& walk_up(ComponentId component, std::uint64_t max_reads);
    [[nodiscard]] UpList& list_of(ComponentId component);
    void fill(UpList& list);
    void begin_up(UpList& list);
    void come_to(UpList& list, NodeId node);
    [[nodiscard]] bool follow_up(UpList& list, const UpStep& step, ObjectNumber object,
                                 std::uint64_t end_of_reads);

    const Snapshot* snapshot_ = nullptr;
    const SubjectQuestion* question_ = nullptr;
    Grants grants_;
    NodeId subject_; ///< that the rest is about
    bool went_too_far_ = false;
    std::vector<Step>* steps_ = nullptr; ///< to be written down, or null

    Frontier<Node> frontier_{0};
    boost::unordered_flat_set<std::uint64_t> visited_; ///< that do not contain the subject
    std::vector<NodeId> entries_;                      ///< that wait
    std::vector<NodeId> chosen_;                       ///< that are being decided, of one component
    std::vector<storage::Member> members_, usersets_;
    std::vector<NodeId> closure_;

    std::vector<UpList> lists_; ///< of this question, as many as lists_used_
    std::size_t lists_used_ = 0;
    std::vector<NodeId> up_open_;
    boost::unordered_flat_set<std::uint64_t> up_seen_;
};

} // namespace pemba::graph
