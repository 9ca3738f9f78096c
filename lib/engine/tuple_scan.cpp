#include "engine/tuple_scan.h"

#include <algorithm>

namespace pemba::engine {
namespace {

constexpr std::size_t kBatch = 1024;

} // namespace

bool TupleScan::start_after(const TupleId& tuple) {
    bool forward = plan_.side == storage::Side::Subjects;
    auto key = forward ? tuple.userset : tuple.subject;
    auto member = forward ? tuple.subject : tuple.userset;
    auto is_in = [](NodeId node) {
        return
            [node](const ScanPlan::Range& range) { return range.from <= node && node < range.end; };
    };
    if (!std::ranges::any_of(plan_.keys, is_in(key)) ||
        !std::ranges::any_of(plan_.members, is_in(member)))
        return false;
    key_ = key;
    member_ = member.successor();
    on_key_ = true;
    return true;
}

TupleId TupleScan::tuple_of(NodeId key, NodeId member) const {
    return plan_.side == storage::Side::Subjects ? TupleId{key, member} : TupleId{member, key};
}

Result<bool> TupleScan::next(std::size_t limit, std::vector<storage::StoredTuple>& out) {
    auto wanted = out.size() + limit;
    while (on_key_ || find_key()) {
        if (out.size() == wanted)
            return true;
        PEMBA_TRY(bool matches, key_matches(key_));
        if (matches) {
            PEMBA_TRY(bool more, take_members(wanted - out.size(), out));
            if (more)
                return true;
        }
        on_key_ = false;
        key_ = key_.successor();
    }
    if (tuples_.failed())
        return tuples_.error();
    return false;
}

// The next key within the plan's ranges that may have members.
bool TupleScan::find_key() {
    for (const auto& range : plan_.keys) {
        if (range.end <= key_)
            continue;
        auto from = std::max(key_, range.from);
        bool single = range.end == range.from.successor();
        auto found = single ? std::optional(from) : tuples_.next_key(plan_.side, from);
        if (tuples_.failed())
            return false;
        if (!found || *found >= range.end)
            continue;
        key_ = *found;
        member_ = NodeId{};
        on_key_ = true;
        return true;
    }
    return false;
}

Result<bool> TupleScan::has_prefix(ObjectNumber object) const {
    if (!plan_.object_id_prefix)
        return true;
    PEMBA_TRY(auto id, names_.object_of(object));
    return id.starts_with(*plan_.object_id_prefix);
}

Result<bool> TupleScan::key_matches(NodeId key) const {
    return plan_.side == storage::Side::Subjects ? has_prefix(key.object()) : Result<bool>(true);
}

// Whether the limit was met before the key's members came to an end.
Result<bool> TupleScan::take_members(std::size_t limit, std::vector<storage::StoredTuple>& out) {
    for (const auto& range : plan_.members) {
        auto from = std::max(member_, range.from);
        for (bool more = from < range.end; more;) {
            batch_.clear();
            more = tuples_.scan(plan_.side, key_, from, range.end, std::min(kBatch, limit + 1),
                                batch_);
            for (const auto& [member, mark] : batch_) {
                PEMBA_TRY(bool matches, plan_.side == storage::Side::Subjects
                                            ? Result<bool>(true)
                                            : has_prefix(member.object()));
                if (matches && limit == 0)
                    return true;
                member_ = from = member.successor();
                if (!matches)
                    continue;
                const auto tuple = tuple_of(key_, member);
                out.push_back({tuple, tuples_.details(tuple, mark)});
                --limit;
            }
        }
    }
    return false;
}

} // namespace pemba::engine
