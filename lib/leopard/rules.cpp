#include "leopard/rules.h"

#include <algorithm>

namespace pemba::leopard {

Rules::Rules(std::vector<EdgeKind> kinds) : kinds_(std::move(kinds)) {
    std::ranges::sort(kinds_);
    for (const auto& kind : kinds_) {
        for (auto from : kind.from) {
            down_.push_back({from, kind.to, kind.relation, kind.subject_relation});
            up_.push_back({kind.to, from, kind.relation, kind.subject_relation});
        }
    }
    std::ranges::sort(down_);
    std::ranges::sort(up_);
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
    return !down(relation).empty();
}

std::span<const Step> Rules::down(RelationId relation) const {
    return std::ranges::equal_range(down_, relation, {}, &Step::at);
}

std::span<const Step> Rules::up(RelationId relation) const {
    return std::ranges::equal_range(up_, relation, {}, &Step::at);
}

} // namespace pemba::leopard
