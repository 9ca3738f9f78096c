#include "leopard/gathering.h"

#include <algorithm>

namespace pemba::leopard {

Gathering::Gathering(const storage::Transaction& transaction, StoreId store, const Rules& rules,
                     std::span<const NodeId> component)
    : transaction_(transaction), store_(store), rules_(rules), component_(component),
      incomplete_(component.size() > kMaxDepth + 1) {}

Result<void> Gathering::add_all(Edges& edges) {
    for (auto node : component_) {
        if (incomplete_)
            return {};
        PEMBA_TRY(auto inner, edges.into(node));
        incomplete_ |= inner.marked;
        PEMBA_CHECK_OK(add(std::move(inner.nodes)));
    }
    return {};
}

Result<void> Gathering::add(std::vector<NodeId> inner) {
    incomplete_ |= inner.size() > kMaxClosure;
    for (auto node : inner) {
        if (incomplete_)
            return {};
        PEMBA_CHECK_OK(add_closure_of(node));
    }
    add_nodes(std::move(inner));
    return {};
}

Result<void> Gathering::add_closure_of(NodeId inner) {
    if (has(inner))
        return {};
    inner_depth_ = std::max(inner_depth_, 1u);
    if (!rules_.have_closures_of(inner.relation()))
        return {};
    PEMBA_TRY(auto closure, storage::read_closure(transaction_, store_, inner));
    incomplete_ |= closure.is_incomplete();
    inner_depth_ = std::max(inner_depth_, closure.what.depth + 1);
    add_nodes(std::move(closure.members));
    return {};
}

void Gathering::add_known(storage::WholeClosure closure) {
    incomplete_ |= closure.is_incomplete();
    inner_depth_ = std::max(inner_depth_, closure.what.depth);
    add_nodes(std::move(closure.members));
}

void Gathering::add_nodes(std::vector<NodeId> nodes) {
    union_.add(std::move(nodes));
    incomplete_ |= union_.size_at_least() > kMaxClosure + 1 || depth() > kMaxDepth;
}

bool Gathering::has(NodeId node) const {
    return std::ranges::find(component_, node) != component_.end();
}

void Gathering::finish() {
    reached_ = union_.take();
    incomplete_ |= depth() > kMaxDepth;
}

storage::WholeClosure Gathering::closure_of(NodeId node) const {
    if (incomplete_)
        return storage::WholeClosure::incomplete();
    auto members = reached_;
    std::erase(members, node);
    if (members.size() > kMaxClosure)
        return storage::WholeClosure::incomplete();
    return storage::WholeClosure::of(depth(), std::move(members));
}

} // namespace pemba::leopard
