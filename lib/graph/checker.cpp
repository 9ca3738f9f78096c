#include "graph/checker.h"

#include <algorithm>

#include "base/assert.h"

namespace pemba::graph {
namespace {

// Members are read in batches, so that an early yes does not pay for the rest and a deep walk keeps
// little of each level.
constexpr std::size_t kBatch = 64;
// A node's memory in terms of the budget's tuple reads.
constexpr std::uint64_t kNodeCost = 4;
constexpr std::uint32_t kNothing = ~std::uint32_t{0};
// Memory that a large question leaves behind is given back rather than cleared before every small
// one.
constexpr std::size_t kKeptVariables = 4096;

} // namespace

Verdict Checker::check(const Snapshot& snapshot, Node root, const SubjectQuestion& question) {
    clear();
    snapshot_ = &snapshot;
    question_ = &question;
    grants_.begin(snapshot, question);
    unions_.begin(snapshot, question);
    visit(root, 0);
    while (!frames_.empty() && !unstratified_ && !too_far_ && !snapshot.tuples.failed()) {
        auto next = step(frames_.back());
        if (next.kind == Step::Kind::Ask)
            visit(next.node, frames_.back().hops + next.hops);
        else
            close(next.yes);
    }
    if (unstratified_)
        return Verdict::Unstratified;
    if (too_far_)
        return Verdict::Undecided;
    bool met_undecided = grants_.met_undecided() || unions_.met_undecided();
    if (met_undecided && (!root_answer_ || negated_))
        return Verdict::Undecided;
    return root_answer_ ? Verdict::Yes : Verdict::No;
}

Verdict Checker::check(const Snapshot& snapshot, Node root, const SubjectQuestion& question,
                       std::vector<UnionWalk::Step>& steps) {
    unions_.record(&steps);
    auto verdict = check(snapshot, root, question);
    unions_.record(nullptr);
    return verdict;
}

void Checker::clear() {
    root_answer_ = unstratified_ = negated_ = too_far_ = false;
    if (variables_by_node_.size() > kKeptVariables) {
        variables_by_node_ = {};
        variables_ = {};
        tentative_ = {};
        frames_ = {};
        members_ = {};
    } else if (!variables_.empty()) {
        variables_by_node_.clear();
    }
    variables_.clear();
    tentative_.clear();
    frames_.clear();
    members_.clear();
}

void Checker::visit(Node node, std::uint32_t hops) {
    const auto& schema = snapshot_->schema;
    if (!schema.can_reach(node.slot(), question_->kind))
        return deliver(false, false);
    if (is_identity(schema, node, *question_))
        return deliver(true, false);
    if (snapshot_->optimisations.union_walks && schema.unions().covers(node.slot())) {
        bool yes = unions_.contains(node, hops);
        too_far_ = unions_.went_too_far();
        return deliver(yes, false);
    }
    auto found = variables_by_node_.find(node.bits());
    if (found == variables_by_node_.end())
        return open(node, hops);
    auto& variable = variables_[found->second];
    if (variable.state == State::Yes || variable.state == State::No)
        return deliver(variable.state == State::Yes, false);
    variable.assumed_no = true;
    if (!frames_.empty())
        frames_.back().low_link = std::min(frames_.back().low_link, variable.low_link);
    deliver(false, true);
}

void Checker::open(Node node, std::uint32_t hops) {
    const auto max_hops = snapshot_->schema.policy().max_hops;
    too_far_ = max_hops != 0 && hops > max_hops;
    auto number = static_cast<std::uint32_t>(variables_.size());
    auto position = static_cast<std::uint32_t>(tentative_.size());
    variables_by_node_.emplace(node.bits(), number);
    variables_.push_back({node, State::Open, false, position, position});
    tentative_.push_back(number);
    Frame frame;
    frame.variable = number;
    frame.low_link = position;
    frame.hops = hops;
    frame.batch_begin = frame.batch_at = static_cast<std::uint32_t>(members_.size());
    frames_.push_back(frame);
    snapshot_->tuples.spend(kNodeCost);
}

void Checker::close(bool yes) {
    auto frame = frames_.back();
    frames_.pop_back();
    members_.resize(frame.batch_begin);
    auto& variable = variables_[frame.variable];
    if (yes)
        decide_yes(variable);
    else
        decide_no(variable, frame.low_link);
    bool tentative = variable.state == State::TentativeNo;
    if (tentative && !frames_.empty())
        frames_.back().low_link = std::min(frames_.back().low_link, variable.low_link);
    deliver(yes, tentative);
}

// Everything above it on the stack was opened while it was; what assumed it to be No is there.
void Checker::decide_yes(Variable& variable) {
    variable.state = State::Yes;
    if (!variable.assumed_no)
        return;
    while (tentative_.size() > variable.position + 1) {
        auto& above = variables_[tentative_.back()];
        tentative_.pop_back();
        if (above.state == State::TentativeNo)
            variables_by_node_.erase(above.node.bits());
    }
}

void Checker::decide_no(Variable& variable, std::uint32_t low_link) {
    variable.state = State::TentativeNo;
    variable.low_link = low_link;
    if (low_link < variable.position)
        return;
    // What rests on something further down is not of this component: its no was read by a node that
    // turned out to be a yes without it.
    while (tentative_.size() > variable.position) {
        auto& member = variables_[tentative_.back()];
        tentative_.pop_back();
        if (member.state != State::TentativeNo)
            continue;
        if (member.low_link < variable.position)
            variables_by_node_.erase(member.node.bits());
        else
            member.state = State::No;
    }
}

void Checker::deliver(bool yes, bool tentative) {
    if (frames_.empty()) {
        root_answer_ = yes;
        return;
    }
    auto& frame = frames_.back();
    const auto& slot = snapshot_->schema.slot(variables_[frame.variable].node.slot());
    bool settles = false, value = yes;
    switch (slot.op) {
    case SlotOperator::Union: settles = yes; break;
    case SlotOperator::Intersection:
    case SlotOperator::All: settles = !yes; break;
    case SlotOperator::Exclusion:
        if (frame.operand == 0) {
            settles = !yes;
        } else {
            // Only a final No may be turned into a Yes.
            unstratified_ = !yes && tentative;
            negated_ |= !yes;
            settles = true;
            value = !yes;
        }
        break;
    }
    if (settles) {
        // Leaves the answer where step() finds it.
        frame.operand = kNothing;
        frame.started = value;
    } else if (slot.op != SlotOperator::All &&
               slot.operands[frame.operand].kind == Operand::Kind::Computed) {
        begin_operand(frame, frame.operand + 1);
    }
}

void Checker::begin_operand(Frame& frame, std::uint32_t operand) {
    frame.operand = operand;
    frame.started = frame.more = frame.any_member = false;
    members_.resize(frame.batch_begin);
    frame.batch_at = frame.batch_begin;
}

Checker::Step Checker::step(Frame& frame) {
    if (frame.operand == kNothing)
        return answer(frame.started);
    auto node = variables_[frame.variable].node;
    const auto& slot = snapshot_->schema.slot(node.slot());
    if (slot.op == SlotOperator::Union)
        return step_union(frame, slot);
    if (slot.op == SlotOperator::All)
        return step_arrow(frame, slot, true);
    // Every operand of an intersection has held; an exclusion is settled by its second.
    if (frame.operand == slot.operands.size())
        return answer(true);
    return ask({slot.operands[frame.operand].slot, node.object()});
}

Checker::Step Checker::step_union(Frame& frame, const Slot& slot) {
    auto node = variables_[frame.variable].node;
    while (frame.operand < slot.operands.size()) {
        const auto& operand = slot.operands[frame.operand];
        Step next = answer(false);
        switch (operand.kind) {
        case Operand::Kind::This: next = step_tuples(frame, slot); break;
        case Operand::Kind::Arrow: next = step_arrow(frame, slot, false); break;
        case Operand::Kind::Computed: return ask({operand.slot, node.object()});
        case Operand::Kind::Self: next = answer(is_self(slot, node, *question_)); break;
        }
        if (next.kind == Step::Kind::Ask || next.yes)
            return next;
        begin_operand(frame, frame.operand + 1);
    }
    return answer(false);
}

Checker::Step Checker::step_tuples(Frame& frame, const Slot& slot) {
    const auto& relation = snapshot_->schema.slot(slot.owner);
    auto object = variables_[frame.variable].node.object();
    if (!frame.started && grants_.has_direct(relation, object))
        return answer(true);
    if (!relation.has_userset_subjects)
        return answer(false);
    NodeId userset(relation.relation, object);
    storage::Member member;
    while (next_member(frame, userset, NodeId::end_of_usersets(), member)) {
        auto child = snapshot_->schema.slot_of(member.node.relation());
        if (child != SlotId::None && grants_.counts({userset, member.node}, member.mark))
            return ask_over_tuple({child, member.node.object()});
    }
    return answer(false);
}

Checker::Step Checker::step_arrow(Frame& frame, const Slot& slot, bool all) {
    const auto& arrow = slot.operands[frame.operand];
    auto object = variables_[frame.variable].node.object();
    NodeId tupleset(arrow.tupleset, object);
    storage::Member member;
    while (next_member(frame, tupleset, NodeId::end(), member)) {
        if (member.node.is_wildcard())
            continue;
        frame.any_member = true;
        auto child = arrow.target_of(member.node.relation());
        if (child != SlotId::None && grants_.counts({tupleset, member.node}, member.mark))
            return ask_over_tuple({child, member.node.object()});
        if (all)
            return answer(false);
    }
    return answer(all && frame.any_member);
}

// The next subject of a tupleset for this frame, reading another batch when the last one is used
// up.
bool Checker::next_member(Frame& frame, NodeId key, NodeId end, storage::Member& member) {
    if (frame.batch_at == members_.size()) {
        if (frame.started && !frame.more)
            return false;
        auto from = frame.started ? frame.resume : NodeId{};
        members_.resize(frame.batch_begin);
        frame.batch_at = frame.batch_begin;
        frame.more =
            snapshot_->tuples.scan(storage::Side::Subjects, key, from, end, kBatch, members_);
        frame.started = true;
        if (frame.batch_at == members_.size())
            return false;
        frame.resume = members_.back().node.successor();
    }
    member = members_[frame.batch_at++];
    return true;
}

} // namespace pemba::graph
