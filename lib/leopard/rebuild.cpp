// rebuild(): all closures from the tuples, what is nested before what it is nested in.
#include "leopard/index.h"

#include "base/components.h"
#include "leopard/gathering.h"

namespace pemba::leopard {
namespace {

// A graph for Components: all nodes. What has an entry is settled; what has none and needs none is
// settled again without a change.
class Rebuild {
public:
    Rebuild(storage::WriteTransaction& transaction, StoreId store, const Rules& rules)
        : transaction_(transaction), store_(store), rules_(rules),
          edges_(transaction, store, rules) {}

    Result<void> run() {
        PEMBA_CHECK_OK(storage::erase_closures(transaction_, store_));
        for (const auto& kind : rules_.kinds())
            PEMBA_CHECK_OK(visit_usersets_of(kind));
        return {};
    }

    Result<bool> is_settled(NodeId node) const {
        if (!rules_.have_closures_of(node.relation()))
            return true;
        PEMBA_TRY(auto state, storage::read_closure_state(transaction_, store_, node));
        return state != storage::Closure::State::Empty;
    }

    // What is in a node whose closure will not be kept can wait.
    Result<std::vector<NodeId>> inner_of(NodeId node) {
        PEMBA_TRY(auto inner, edges_.into(node));
        if (inner.marked || inner.nodes.size() > kMaxClosure)
            return std::vector<NodeId>{};
        return std::move(inner.nodes);
    }

    Result<void> settle(std::span<const NodeId> component) {
        Gathering gathering(transaction_, store_, rules_, component);
        PEMBA_CHECK_OK(gathering.add_all(edges_));
        gathering.finish();
        for (auto node : component)
            PEMBA_CHECK_OK(storage::replace_closure(transaction_, store_, node, {},
                                                    gathering.closure_of(node)));
        return {};
    }

private:
    Result<void> visit_usersets_of(const EdgeKind& kind) {
        const auto end = NodeId::end_of(kind.relation);
        PEMBA_TRY(auto userset, edges_.next_userset(NodeId::first_of(kind.relation)));
        while (userset && *userset < end) {
            for (auto from : kind.from)
                PEMBA_CHECK_OK(components_.visit({from, userset->object()}));
            PEMBA_TRY(userset, edges_.next_userset(userset->successor()));
        }
        return {};
    }

    storage::WriteTransaction& transaction_;
    StoreId store_;
    const Rules& rules_;
    Edges edges_;
    base::Components<Rebuild, NodeId> components_{*this};
};

} // namespace

Result<void> rebuild(storage::WriteTransaction& transaction, StoreId store, const Rules& rules) {
    return Rebuild(transaction, store, rules).run();
}

} // namespace pemba::leopard
