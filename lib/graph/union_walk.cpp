#include "graph/union_walk.h"

#include <algorithm>

namespace pemba::graph {
namespace {

// Members are read in batches, so that an early yes does not pay for the rest.
constexpr std::size_t kBatch = 64;
// A node's memory in terms of the budget's tuple reads.
constexpr std::uint64_t kNodeCost = 4;
// Reads that are tried from the subject's side before the closures are measured.
constexpr std::uint64_t kFirstTry = 16;
constexpr std::uint64_t kUnlimited = ~std::uint64_t{0};
// Memory that a large question leaves behind is given back rather than cleared before every small
// one.
constexpr std::size_t kKeptNodes = 4096;

void forget(boost::unordered_flat_set<std::uint64_t>& nodes) {
    if (nodes.size() > kKeptNodes)
        nodes = {};
    else if (!nodes.empty())
        nodes.clear();
}

} // namespace

void UnionWalk::begin(const Snapshot& snapshot, const SubjectQuestion& question) {
    // The same words may have come to another number, if the store has never seen them: what was
    // found is of the number. And what rests on an undecided condition must be met again, to be
    // told of.
    if (!snapshot.goes_on || question.subject != subject_ || met_undecided())
        forget_all();
    subject_ = question.subject;
    snapshot_ = &snapshot;
    question_ = &question;
    grants_.begin(snapshot, question);
    went_too_far_ = false;
}

void UnionWalk::forget_all() {
    forget(visited_);
    lists_used_ = 0;
}

bool UnionWalk::contains(Node root, std::uint32_t hops) {
    frontier_.begin(schema().policy().max_hops, hops);
    entries_.clear();
    bool yes = walk(root);
    // Nodes that were visited on the way to a yes, or were left unread, may contain the subject.
    if (yes || went_too_far_ || snapshot_->tuples.failed())
        forget(visited_);
    return yes;
}

bool UnionWalk::walk(Node root) {
    // What the object itself grants is often enough.
    const bool is_entry = has_closure(root.slot());
    if (expand(root, is_entry ? plan().component_of(root.slot()) : ComponentId::None))
        return true;
    if (is_entry)
        add(root, Hop::None);
    for (;;) {
        while (frontier_.has() && !snapshot_->tuples.failed()) {
            went_too_far_ = frontier_.is_too_far();
            if (went_too_far_)
                return false;
            if (expand(frontier_.take()))
                return true;
        }
        if (snapshot_->tuples.failed())
            return false;
        if (!frontier_.advance() && entries_.empty())
            return false;
        if (!entries_.empty() && search_closures())
            return true;
    }
}

bool UnionWalk::has_closure(SlotId slot) const {
    return snapshot_->closures_hold && plan().component_of(slot) != ComponentId::None;
}

void UnionWalk::add(Node node, Hop hop) {
    if (!schema().can_reach(node.slot(), question_->kind) || !visited_.insert(node.bits()).second)
        return;
    snapshot_->tuples.spend(kNodeCost);
    if (has_closure(node.slot()))
        entries_.emplace_back(schema().slot(node.slot()).relation, node.object());
    else
        frontier_.add(node, hop);
}

bool UnionWalk::expand(Node node, ComponentId done) {
    const auto& parts = plan().parts(node.slot());
    if (has_identity(node, parts))
        return true;
    for (auto stored : parts.stored) {
        const auto& relation = schema().slot(stored);
        if (grants_.has_direct(relation, node.object()))
            return true;
        if (takes_usersets(relation))
            add_members({relation.relation, node.object()}, NodeId::end_of_usersets(), nullptr,
                        done);
    }
    for (const auto& arrow : parts.arrows)
        add_members({arrow.tupleset, node.object()}, NodeId::end(), &arrow, done);
    return false;
}

// A userset contains itself, and `self` is the object.
bool UnionWalk::has_identity(Node node, const UnionParts& parts) const {
    if (question_->is_plain())
        return parts.self && is_self(schema().slot(node.slot()), node, *question_);
    const auto subject = question_->subject;
    return node.object() == subject.object() &&
           std::ranges::find(parts.relations, subject.relation()) != parts.relations.end();
}

bool UnionWalk::takes_usersets(const Slot& relation) const {
    return relation.has_userset_subjects &&
           std::ranges::any_of(relation.subjects, [&](const AllowedSubject& allowed) {
               return allowed.slot != SlotId::None &&
                      schema().can_reach(allowed.slot, question_->kind);
           });
}

// The nodes that tuples put into one: usersets, or where an arrow leads.
void UnionWalk::add_members(NodeId key, NodeId end, const ArrowPart* arrow, ComponentId done) {
    auto from = NodeId{};
    for (bool more = true; more && !snapshot_->tuples.failed();) {
        members_.clear();
        more = snapshot_->tuples.scan(storage::Side::Subjects, key, from, end, kBatch, members_);
        for (const storage::Member& member : members_) {
            if (arrow && member.node.is_wildcard())
                continue;
            auto add_child = [&](SlotId child) {
                bool is_done = done != ComponentId::None && plan().component_of(child) == done;
                if (!is_done && grants_.counts({key, member.node}, member.mark))
                    add({child, member.node.object()}, Hop::OverTuple);
            };
            if (arrow) {
                for (const auto& target : arrow->targets)
                    if (target.subject_relation == member.node.relation())
                        add_child(target.slot);
            } else if (auto child = schema().slot_of(member.node.relation());
                       child != SlotId::None) {
                add_child(child);
            }
        }
        if (!members_.empty())
            from = members_.back().node.successor();
    }
}

// --- Closures ---------------------------------------------------------------------------------

// What is decided here needs no walk; what is not comes back to the frontier.
bool UnionWalk::search_closures() {
    auto component = take_component();
    Step step{component, {}, chosen_.size(), 0, snapshot_->tuples.reads()};
    bool yes = decide(component, step);
    step.reads = snapshot_->tuples.reads() - step.reads;
    if (steps_)
        steps_->push_back(step);
    return yes;
}

bool UnionWalk::decide(ComponentId component, Step& step) {
    using From = Optimisations::From;
    const auto from = snapshot_->optimisations.from;
    if (from == From::Object)
        return weigh(component, step);
    if (from == From::Subject)
        return probe(walk_up(component, kUnlimited).nodes, step);
    const auto& first = walk_up(component, kFirstTry + 2 * chosen_.size());
    if (first.complete && first.nodes.empty())
        return false;
    bool is_small = first.nodes.size() * chosen_.size() <= kFirstTry + 4 * chosen_.size();
    return first.complete && is_small ? probe(first.nodes, step) : weigh(component, step);
}

// The uppermost component that entries wait for: those below it may get more of them.
ComponentId UnionWalk::take_component() {
    auto component_of = [&](NodeId entry) {
        return plan().component_of(schema().slot_of(entry.relation()));
    };
    auto component = component_of(entries_[0]);
    for (auto entry : entries_)
        component = std::max(component, component_of(entry));
    auto chosen = std::partition(entries_.begin(), entries_.end(),
                                 [&](NodeId entry) { return component_of(entry) != component; });
    chosen_.assign(chosen, entries_.end());
    entries_.erase(chosen, entries_.end());
    return component;
}

bool UnionWalk::probe(const std::vector<NodeId>& nodes, Step& step) {
    step.subject_sets = nodes.size();
    for (auto node : nodes)
        if (std::ranges::find(chosen_, node) != chosen_.end())
            return true;
    for (auto entry : chosen_)
        for (auto node : nodes) {
            auto found = snapshot_->tuples.closure_has(entry, node);
            if (found == storage::InClosure::Yes)
                return true;
            if (found == storage::InClosure::No)
                continue;
            frontier_.add(node_of(entry), Hop::None);
            break;
        }
    return false;
}

// Measures what the object's side would cost, and lets the subject's side try for as much.
bool UnionWalk::weigh(ComponentId component, Step& step) {
    std::uint64_t nodes = 0;
    std::erase_if(chosen_, [&](NodeId entry) {
        auto closure = snapshot_->tuples.closure_of(entry);
        bool is_incomplete = closure.state == storage::Closure::State::Incomplete;
        if (is_incomplete)
            frontier_.add(node_of(entry), Hop::None);
        nodes += 1 + closure.size;
        return is_incomplete;
    });
    const auto cost = nodes * plan().component(component).parts;
    if (snapshot_->optimisations.from == Optimisations::From::Object)
        return expand_closures(component, step);
    const auto& up = walk_up(component, cost);
    bool subject_is_smaller = up.complete && up.nodes.size() * chosen_.size() <= cost;
    return subject_is_smaller ? probe(up.nodes, step) : expand_closures(component, step);
}

bool UnionWalk::expand_closures(ComponentId component, Step& step) {
    step.from = Explanation::PlanStep::From::Object;
    for (auto entry : chosen_) {
        if (expand(node_of(entry), component))
            return true;
        auto from = NodeId{};
        for (bool more = true; more && !snapshot_->tuples.failed();) {
            closure_.clear();
            more = snapshot_->tuples.scan_closure(entry, from, NodeId::end(), kBatch, closure_);
            for (auto node : closure_)
                if (expand(node_of(node), component))
                    return true;
            if (!closure_.empty())
                from = closure_.back().successor();
        }
    }
    return false;
}

// --- From the subject up ----------------------------------------------------------------------

UnionWalk::UpList& UnionWalk::list_of(ComponentId component) {
    for (std::size_t i = 0; i < lists_used_; ++i)
        if (lists_[i].component == component)
            return lists_[i];
    if (lists_used_ == lists_.size())
        lists_.emplace_back();
    auto& list = lists_[lists_used_++];
    list.component = component;
    list.complete = false;
    list.max_reads = 0;
    return list;
}

// The list may be cut short by `max_reads`; it is kept for the rest of the question.
const UnionWalk::UpList& UnionWalk::walk_up(ComponentId component, std::uint64_t max_reads) {
    auto& list = list_of(component);
    // Beginning anew pays if there is much more to spend.
    if (!list.complete && list.max_reads < max_reads / 2) {
        list.max_reads = max_reads;
        fill(list);
    }
    return list;
}

void UnionWalk::fill(UpList& list) {
    const auto& tuples = snapshot_->tuples;
    const auto end_of_reads =
        list.max_reads == kUnlimited ? kUnlimited : tuples.reads() + list.max_reads;
    const auto& steps = plan().component(list.component).steps;
    begin_up(list);
    while (!up_open_.empty()) {
        auto node = up_open_.back();
        up_open_.pop_back();
        for (const auto& step : steps)
            if (step.to == node.relation() && !follow_up(list, step, node.object(), end_of_reads))
                return;
    }
    list.complete = !tuples.failed();
}

void UnionWalk::begin_up(UpList& list) {
    list.nodes.clear();
    up_open_.clear();
    forget(up_seen_);
    const auto subject = question_->subject;
    const auto& component = plan().component(list.component);
    for (const auto* slots : {&component.slots, &component.below})
        for (auto slot : *slots)
            if (has_identity({slot, subject.object()}, plan().parts(slot)))
                come_to(list, {schema().slot(slot).relation, subject.object()});
    if (!question_->is_plain())
        return;
    up_open_.push_back(subject);
    if (!subject.is_wildcard())
        up_open_.push_back(question_->wildcard());
}

void UnionWalk::come_to(UpList& list, NodeId node) {
    if (!up_seen_.insert(node.bits()).second)
        return;
    snapshot_->tuples.spend(kNodeCost);
    bool is_inside = plan().component_of(schema().slot_of(node.relation())) == list.component;
    (is_inside ? list.nodes : up_open_).push_back(node);
}

// Whether it was not cut short.
bool UnionWalk::follow_up(UpList& list, const UpStep& step, ObjectNumber object,
                          std::uint64_t end_of_reads) {
    auto& tuples = snapshot_->tuples;
    const NodeId subject(step.subject_relation, object);
    auto from = NodeId::first_of(step.relation);
    for (bool more = true; more;) {
        if (tuples.failed() || tuples.reads() >= end_of_reads)
            return false;
        usersets_.clear();
        const auto batch = std::min<std::uint64_t>(kBatch, end_of_reads - tuples.reads());
        more = tuples.scan(storage::Side::Usersets, subject, from, NodeId::end_of(step.relation),
                           batch, usersets_);
        for (const auto& [userset, mark] : usersets_)
            if (grants_.counts({userset, subject}, mark))
                for (auto relation : step.from)
                    come_to(list, {relation, userset.object()});
        if (!usersets_.empty())
            from = usersets_.back().node.successor();
    }
    return true;
}

} // namespace pemba::graph
