#include "leopard/rules.h"

#include <algorithm>

namespace pemba::leopard {

Rules::Rules(std::vector<EdgeKind> kinds) : kinds_(std::move(kinds)) {
    std::ranges::sort(kinds_);
    for (const auto& kind : kinds_)
        closed_.insert(closed_.end(), kind.from.begin(), kind.from.end());
    std::ranges::sort(closed_);
    closed_.erase(std::unique(closed_.begin(), closed_.end()), closed_.end());
}

std::span<const EdgeKind> Rules::of_relation(RelationId relation) const {
    return std::ranges::equal_range(kinds_, relation, {}, &EdgeKind::relation);
}

bool Rules::concern(const TupleId& tuple) const {
    if (tuple.subject.is_wildcard())
        return false;
    return std::ranges::any_of(of_relation(tuple.userset.relation()), [&](const EdgeKind& kind) {
        return kind.subject_relation == tuple.subject.relation();
    });
}

bool Rules::have_closures_of(RelationId relation) const {
    return std::ranges::binary_search(closed_, relation);
}

} // namespace pemba::leopard
