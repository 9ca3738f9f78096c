// World: a small database with an index of nested groups, and a model of what the index should
// hold.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "leopard/edges.h"
#include "leopard/index.h"
#include "storage/closure_table.h"
#include "storage/tuple_table.h"
#include "support/must.h"
#include "support/temp_store.h"

namespace pemba::testing {

using namespace leopard;
using storage::StoredTuple;
using storage::WholeClosure;

// group#member: users and group#member. folder#view: parent->view and edit; folder#edit:
// parent->edit. a#x takes b#y; b#y takes a#x, which is in a#x too.
inline constexpr auto kMember = RelationId::from_bits(1), kParent = RelationId::from_bits(2),
                      kView = RelationId::from_bits(3), kEdit = RelationId::from_bits(4),
                      kX = RelationId::from_bits(5), kY = RelationId::from_bits(6);
inline constexpr auto kUser = RelationId::plain(NamespaceId{1}),
                      kFolder = RelationId::plain(NamespaceId{2});

inline const Rules kRules({{kMember, kMember, kMember, {kMember}},
                           {kParent, kFolder, kView, {kView}},
                           {kParent, kFolder, kEdit, {kView, kEdit}},
                           {kX, kY, kY, {kX}},
                           {kY, kX, kX, {kX, kY}}});
inline const Rules kFewerRules({{kMember, kMember, kMember, {kMember}}, {kX, kY, kY, {kX}}});

inline NodeId node(RelationId relation, std::uint64_t object) {
    return {relation, ObjectNumber{object}};
}
inline TupleId member_of(std::uint64_t outer, std::uint64_t inner) {
    return {node(kMember, outer), node(kMember, inner)};
}

// --- The model: sets, and the definitions as they stand in the README ---------------------------

class Model {
public:
    Model(const Rules& rules, const std::map<TupleId, storage::TupleDetails>& tuples) {
        for (const auto& [tuple, details] : tuples)
            for (const auto& edge : edges_of(rules, tuple))
                add(edge, details.mark() != storage::DetailsMark::None);
        for (bool changed = true; std::exchange(changed, false);)
            for (auto& [outer, reached] : reached_)
                for (auto inner : std::set(reached))
                    for (auto more : reached_[inner])
                        changed |= reached.insert(more).second;
    }

    std::map<NodeId, WholeClosure> closures() const {
        std::map<NodeId, WholeClosure> closures;
        for (const auto& [outer, reached] : reached_)
            if (auto closure = closure_of(outer, reached);
                closure.what.state != storage::Closure::State::Empty)
                closures[outer] = closure;
        return closures;
    }

private:
    void add(const Edge& edge, bool marked) {
        if (marked)
            marked_.insert(edge.outer);
        if (edge.inner != edge.outer)
            inner_[edge.outer].insert(edge.inner);
        reached_[edge.inner];
        reached_[edge.outer].insert(edge.inner);
    }

    WholeClosure closure_of(NodeId outer, std::set<NodeId> reached) const {
        reached.insert(outer);
        for (auto member : reached)
            if (marked_.contains(member))
                return WholeClosure::incomplete();
        reached.erase(outer);
        const auto depth = depth_of(outer);
        if (depth > kMaxDepth)
            return WholeClosure::incomplete();
        return WholeClosure::of(depth, {reached.begin(), reached.end()});
    }

    bool on_one_cycle(NodeId a, NodeId b) const {
        return a == b || (reached_.at(a).contains(b) && reached_.at(b).contains(a));
    }

    // Worlds are small: recursion will do.
    std::uint32_t depth_of(NodeId outer) const {
        std::uint32_t depth = 0, on_cycle = 0;
        for (const auto& [other, _] : reached_) {
            if (!on_one_cycle(outer, other))
                continue;
            ++on_cycle;
            if (auto found = inner_.find(other); found != inner_.end())
                for (auto inner : found->second)
                    if (!on_one_cycle(outer, inner))
                        depth = std::max(depth, 1 + depth_of(inner));
        }
        return on_cycle - 1 + depth;
    }

    std::map<NodeId, std::set<NodeId>> inner_, reached_;
    std::set<NodeId> marked_;
};

// --- The index ----------------------------------------------------------------------------------

struct World {
    TempStore folder;
    std::unique_ptr<storage::Environment> environment =
        must(storage::Environment::open({folder.path(), true, std::uint64_t{1} << 30, false}));
    std::map<TupleId, storage::TupleDetails> tuples;
    Rules rules = kRules;

    // One command: what is given replaces what is there.
    void write(const std::vector<StoredTuple>& inserted, const std::vector<TupleId>& removed = {}) {
        std::vector<StoredTuple> gone, come;
        std::map<TupleId, storage::TupleDetails> wanted;
        for (const auto& tuple : inserted)
            wanted[tuple.id] = tuple.details;
        for (const auto& id : std::set(removed.begin(), removed.end()))
            if (tuples.contains(id) && !wanted.contains(id))
                gone.push_back({id, tuples.at(id)});
        for (const auto& [id, details] : wanted) {
            if (auto found = tuples.find(id); found != tuples.end())
                gone.push_back({id, found->second});
            come.push_back({id, details});
        }
        auto transaction = must(environment->begin_write());
        storage::TupleTable table(*transaction, StoreId::Default);
        for (const auto& tuple : gone) {
            must(table.remove(tuple));
            tuples.erase(tuple.id);
        }
        must(table.insert(come));
        must(table.flush());
        for (const auto& tuple : come)
            tuples[tuple.id] = tuple.details;
        must(update(*transaction, StoreId::Default, rules, {gone, come}));
        must(transaction->commit());
    }
    void write_ids(const std::vector<TupleId>& inserted) {
        std::vector<StoredTuple> plain;
        for (const auto& id : inserted)
            plain.push_back({id, {}});
        write(plain);
    }
    void change_rules(const Rules& next) {
        rules = next;
        auto transaction = must(environment->begin_write());
        must(rebuild(*transaction, StoreId::Default, rules));
        must(transaction->commit());
    }

    std::map<NodeId, WholeClosure> closures() const {
        auto transaction = must(environment->begin_read());
        std::map<NodeId, WholeClosure> closures;
        for (auto at = must(storage::next_closure(*transaction, StoreId::Default, {})); at;
             at = must(storage::next_closure(*transaction, StoreId::Default, at->successor())))
            closures[*at] = must(storage::read_closure(*transaction, StoreId::Default, *at));
        return closures;
    }
    WholeClosure closure_of(NodeId of) const {
        auto transaction = must(environment->begin_read());
        return must(storage::read_closure(*transaction, StoreId::Default, of));
    }
    std::vector<std::string> complaints() const {
        auto transaction = must(environment->begin_read());
        std::vector<std::string> complaints;
        must(verify(*transaction, StoreId::Default, rules,
                    [&](std::string text) { complaints.push_back(std::move(text)); }));
        return complaints;
    }
    template <class Change>
    void plant(Change change) {
        auto transaction = must(environment->begin_write());
        change(*transaction);
        must(transaction->commit());
    }
};

using Texts = std::vector<std::string>;

} // namespace pemba::testing
