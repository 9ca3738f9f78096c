#include "leopard/rules.h"

#include <algorithm>

namespace pemba::leopard {
namespace {

// Of a vector that is ordered by a relation, what has that one.
template <class T>
std::span<const T> range_of(const std::vector<T>& ordered, RelationId relation,
                            RelationId T::*key) {
    const auto first = std::ranges::lower_bound(ordered, relation, {}, key);
    return {first, std::ranges::upper_bound(first, ordered.end(), relation, {}, key)};
}

} // namespace

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
    return range_of(kinds_, relation, &EdgeKind::relation);
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
    return range_of(down_, relation, &Step::at);
}

std::span<const Step> Rules::up(RelationId relation) const {
    return range_of(up_, relation, &Step::at);
}

} // namespace pemba::leopard
