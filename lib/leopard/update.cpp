// update(): the closures that a write affects, and no others.
#include "leopard/index.h"

#include <algorithm>
#include <unordered_map>

#include "base/components.h"
#include "leopard/gathering.h"

namespace pemba::leopard {
namespace {

using storage::Closure;
using storage::DetailsMark;
using storage::StoredTuple;

// A graph for Components: the nodes whose closures may change, which are those that a changed tuple
// puts something into, or takes it from, and all that these are nested in.
//
// When tuples only come, closures only grow: an incomplete one stays, so that nothing above it
// changes either, and any other grows by what is new, whatever else is in it.
class Update {
public:
    Update(storage::WriteTransaction& transaction, StoreId store, const Rules& rules, bool growing)
        : transaction_(transaction), store_(store), rules_(rules), growing_(growing),
          edges_(transaction, store, rules) {}

    Result<void> run(const ChangedTuples& changed) {
        for (const auto& tuple : changed.removed)
            PEMBA_CHECK_OK(add_removed(tuple));
        for (const auto& tuple : changed.inserted)
            PEMBA_CHECK_OK(add_inserted(tuple));
        PEMBA_CHECK_OK(add_containers());
        base::Components<Update, NodeId> components(*this);
        for (auto node : order_)
            PEMBA_CHECK_OK(components.visit(node));
        return {};
    }

    Result<bool> is_settled(NodeId node) const {
        auto found = affected_.find(node);
        return found == affected_.end() || found->second.settled;
    }

    Result<std::vector<NodeId>> inner_of(NodeId node) const { return affected_.at(node).inner; }

    Result<void> settle(std::span<const NodeId> component) {
        for (auto node : component)
            affected_.at(node).settled = true;
        if (!std::ranges::any_of(component, [this](NodeId node) { return is_out_of_date(node); }))
            return {};
        Gathering gathering(transaction_, store_, rules_, component);
        PEMBA_CHECK_OK(growing_ && component.size() == 1 ? gather_growth(gathering, component[0])
                                                         : gathering.add_all(edges_));
        gathering.finish();
        for (auto node : component)
            PEMBA_CHECK_OK(store(node, gathering.closure_of(node)));
        return {};
    }

private:
    struct Affected {
        std::vector<NodeId> inner; ///< that are affected too, or new in it
        bool tuples_changed = false;
        bool marked = false; ///< by a tuple that came
        bool settled = false;
        bool changed = false; ///< has another closure than before
    };

    Result<Affected*> affect(NodeId node) {
        auto [found, is_new] = affected_.try_emplace(node);
        auto& affected = found->second;
        if (is_new && growing_) {
            PEMBA_TRY(auto state, storage::read_closure_state(transaction_, store_, node));
            affected.settled = state == Closure::State::Incomplete;
        }
        if (is_new && !affected.settled)
            order_.push_back(node);
        return &affected;
    }

    Result<void> add_removed(const StoredTuple& tuple) {
        for (const auto& edge : edges_of(rules_, tuple.id)) {
            PEMBA_TRY(auto* outer, affect(edge.outer));
            outer->tuples_changed = true;
        }
        return {};
    }

    Result<void> add_inserted(const StoredTuple& tuple) {
        for (const auto& edge : edges_of(rules_, tuple.id)) {
            PEMBA_TRY(auto* outer, affect(edge.outer));
            outer->tuples_changed = true;
            if (tuple.details.mark() != DetailsMark::None)
                outer->marked = true;
            else if (edge.inner != edge.outer)
                outer->inner.push_back(edge.inner);
        }
        return {};
    }

    Result<void> add_containers() {
        for (std::size_t i = 0; i < order_.size(); ++i) {
            const auto inner = order_[i];
            PEMBA_TRY(auto containers, edges_.around(inner));
            for (auto node : containers) {
                PEMBA_TRY(auto* outer, affect(node));
                outer->inner.push_back(inner);
            }
        }
        return {};
    }

    bool is_out_of_date(NodeId node) const {
        const auto& affected = affected_.at(node);
        return affected.tuples_changed || std::ranges::any_of(affected.inner, [this](NodeId inner) {
                   auto found = affected_.find(inner);
                   return found != affected_.end() && found->second.changed;
               });
    }

    Result<void> gather_growth(Gathering& gathering, NodeId node) {
        auto& affected = affected_.at(node);
        if (affected.marked)
            gathering.set_incomplete();
        PEMBA_TRY(auto before, storage::read_closure(transaction_, store_, node));
        gathering.add_known(std::move(before));
        auto inner = std::move(affected.inner);
        std::ranges::sort(inner);
        inner.erase(std::unique(inner.begin(), inner.end()), inner.end());
        return gathering.add(std::move(inner));
    }

    Result<void> store(NodeId node, const storage::WholeClosure& after) {
        PEMBA_TRY(auto before, storage::read_closure(transaction_, store_, node));
        if (before == after)
            return {};
        affected_.at(node).changed = true;
        return storage::replace_closure(transaction_, store_, node, before, after);
    }

    storage::WriteTransaction& transaction_;
    StoreId store_;
    const Rules& rules_;
    bool growing_;
    Edges edges_;
    std::unordered_map<NodeId, Affected> affected_;
    std::vector<NodeId> order_; ///< affected, not settled at first
};

bool concern_any(const Rules& rules, std::span<const StoredTuple> tuples) {
    return std::ranges::any_of(tuples,
                               [&](const StoredTuple& tuple) { return rules.concern(tuple.id); });
}

} // namespace

Result<void> update(storage::WriteTransaction& transaction, StoreId store, const Rules& rules,
                    const ChangedTuples& changed) {
    const bool removes = concern_any(rules, changed.removed);
    if (!removes && !concern_any(rules, changed.inserted))
        return {};
    return Update(transaction, store, rules, !removes).run(changed);
}

} // namespace pemba::leopard
