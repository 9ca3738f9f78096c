#include "leopard/edges.h"

#include <algorithm>
#include <limits>

namespace pemba::leopard {
namespace {

// Enough to know that there are more than kMaxClosure beside the node itself.
constexpr std::size_t kEnough = kMaxClosure + 2;

// Ordered, each once, without the node itself.
std::vector<NodeId> without(NodeId node, std::vector<NodeId> nodes) {
    std::ranges::sort(nodes);
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    std::erase(nodes, node);
    return nodes;
}

} // namespace

std::vector<Edge> edges_of(const Rules& rules, const TupleId& tuple) {
    std::vector<Edge> edges;
    if (tuple.subject.is_wildcard())
        return edges;
    for (const auto& kind : rules.of_relation(tuple.userset.relation()))
        if (kind.subject_relation == tuple.subject.relation())
            for (auto from : kind.from)
                edges.push_back(
                    {{from, tuple.userset.object()}, {kind.to, tuple.subject.object()}});
    return edges;
}

Edges::Edges(const storage::Transaction& transaction, StoreId store, const Rules& rules)
    : rules_(rules) {
    tuples_.begin(transaction, store, nullptr, storage::TupleReader::kBeforeAll,
                  std::numeric_limits<std::uint64_t>::max());
}

Result<void> Edges::status() const {
    return tuples_.failed() ? Result<void>(tuples_.error()) : Result<void>{};
}

Result<Edges::Inner> Edges::into(NodeId node) {
    Inner inner;
    for (const auto& step : rules_.down(node.relation())) {
        members_.clear();
        const NodeId after_wildcard{step.subject_relation, ObjectNumber{1}};
        tuples_.scan(storage::Side::Subjects, {step.relation, node.object()}, after_wildcard,
                     NodeId::end_of(step.subject_relation), kEnough, members_);
        for (const auto& member : members_) {
            inner.nodes.emplace_back(step.next, member.node.object());
            inner.marked |= member.mark != storage::DetailsMark::None;
        }
    }
    PEMBA_CHECK_OK(status());
    inner.nodes = without(node, std::move(inner.nodes));
    return inner;
}

Result<std::vector<NodeId>> Edges::around(NodeId node) {
    std::vector<NodeId> outer;
    for (const auto& step : rules_.up(node.relation())) {
        members_.clear();
        tuples_.scan(storage::Side::Usersets, {step.subject_relation, node.object()},
                     NodeId::first_of(step.relation), NodeId::end_of(step.relation),
                     std::numeric_limits<std::size_t>::max(), members_);
        for (const auto& member : members_)
            if (member.mark == storage::DetailsMark::None)
                outer.emplace_back(step.next, member.node.object());
    }
    PEMBA_CHECK_OK(status());
    return without(node, std::move(outer));
}

Result<std::optional<NodeId>> Edges::next_userset(NodeId from) {
    auto key = tuples_.next_key(storage::Side::Subjects, from);
    PEMBA_CHECK_OK(status());
    return key;
}

} // namespace pemba::leopard
