// Checker: decides whether a subject is in a userset.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "graph/union_walk.h"

namespace pemba::graph {

enum class Verdict : std::uint8_t {
    No,
    Yes,
    /// A condition on the way could not be decided, and the answer may depend on it, or the walk
    /// led over more tuples in a row than the dialect allows: a question for the slower solver too,
    /// which knows on what.
    Undecided,
    /// A node's answer depends on itself through an exclusion: the question is for the slower
    /// solver (well_founded.h), which knows whether it has an answer all the same.
    Unstratified,
};

/// The least fixed point of the rewrites, computed locally and depth first with a stack of its own:
/// every node is visited once, however often it is reached, and cycles end where they close.
///
/// A node that is met again while it is still open counts as No. That is right if the answer at the
/// end of its strongly connected component is No; such Nos are tentative until the component's
/// first node is decided (Tarjan's low links say which that is). A Yes never rests on a No that may
/// change, so it is final at once; the tentative Nos that had assumed otherwise are forgotten and
/// asked again if needed.
///
/// What only unions is left to UnionWalk, which needs none of this.
///
/// A tuple whose condition is undecided counts as absent. A No that met one may be a Yes; a Yes
/// that met one is a Yes all the same unless it rests on an exclusion.
///
/// One checker serves one thread, any number of questions after another; it keeps its memory.
class Checker {
public:
    /// Answers within the snapshot's budget. REQUIRES: afterwards the caller asks
    /// snapshot.tuples.failed() before it believes the verdict. O(nodes and tuples reached).
    [[nodiscard]] Verdict check(const Snapshot& snapshot, Node root,
                                const SubjectQuestion& question);

    /// The same, and tells how the index was used.
    [[nodiscard]] Verdict check(const Snapshot& snapshot, Node root,
                                const SubjectQuestion& question,
                                std::vector<UnionWalk::Step>& steps);

private:
    enum class State : std::uint8_t { Open, TentativeNo, No, Yes };

    struct Variable {
        Node node;
        State state = State::Open;
        bool assumed_no = false;    ///< somebody has read it as No before it was decided
        std::uint32_t position = 0; ///< on tentative_
        std::uint32_t low_link = 0; ///< least position that its No rests on
    };

    struct Frame {
        std::uint32_t variable = 0;
        std::uint32_t operand = 0;
        std::uint32_t low_link = 0;
        std::uint32_t batch_begin = 0; ///< in members_
        std::uint32_t batch_at = 0;
        std::uint32_t hops = 0; ///< tuples that led here
        NodeId resume;          ///< where the next batch begins
        bool started = false;   ///< the current operand
        bool more = false;      ///< there may be another batch
        bool any_member = false;
    };

    /// What a step of a frame comes to: an answer, or a node that must be answered first.
    struct Step {
        enum class Kind : std::uint8_t { Answer, Ask } kind;
        bool yes = false;
        Node node;
        std::uint32_t hops = 0; ///< tuples that lead there: 0 or 1
    };
    static Step answer(bool yes) { return {Step::Kind::Answer, yes, {}}; }
    static Step ask(Node node) { return {Step::Kind::Ask, false, node}; }
    static Step ask_over_tuple(Node node) { return {Step::Kind::Ask, false, node, 1}; }

    void clear();
    void open(Node node, std::uint32_t hops);
    /// Reads a node's value for the frame on top, or opens a frame for it.
    void visit(Node node, std::uint32_t hops);
    void close(bool yes);
    void decide_yes(Variable& variable);
    void decide_no(Variable& variable, std::uint32_t low_link);
    /// Gives a child's value to the frame on top.
    void deliver(bool yes, bool tentative);
    void begin_operand(Frame& frame, std::uint32_t operand);

    [[nodiscard]] Step step(Frame& frame);
    [[nodiscard]] Step step_union(Frame& frame, const Slot& slot);
    [[nodiscard]] Step step_tuples(Frame& frame, const Slot& slot);
    [[nodiscard]] Step step_arrow(Frame& frame, const Slot& slot, bool all);
    [[nodiscard]] bool next_member(Frame& frame, NodeId key, NodeId end, storage::Member& member);

    const Snapshot* snapshot_ = nullptr;
    const SubjectQuestion* question_ = nullptr;
    Grants grants_;
    UnionWalk unions_;
    bool root_answer_ = false;
    bool unstratified_ = false;
    bool negated_ = false; ///< a No was turned into a Yes
    bool too_far_ = false; ///< the walk led over more tuples in a row than it may

    boost::unordered_flat_map<std::uint64_t, std::uint32_t> variables_by_node_;
    std::vector<Variable> variables_;
    std::vector<std::uint32_t> tentative_; ///< Tarjan's stack: opened and not yet final
    std::vector<Frame> frames_;
    std::vector<storage::Member> members_;
};

} // namespace pemba::graph
