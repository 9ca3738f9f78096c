// for_each_member(): all members of a key, read in batches so that a walk keeps few of them at a
// time.
#pragma once

#include <type_traits>
#include <vector>

#include "storage/tuple_reader.h"

namespace pemba::graph {

/// Calls visit(storage::Member) for each member of `key` with from <= member < end, in order, until
/// the reader fails. A visit may read and may nest. If it returns a Result<void>, so does this,
/// ending at the first error.
template <class Visit>
auto for_each_member(storage::TupleReader& tuples, storage::Side side, NodeId key, NodeId from,
                     NodeId end, Visit visit) {
    constexpr std::size_t kBatch = 1024;
    using Outcome = std::invoke_result_t<Visit, storage::Member>;
    std::vector<storage::Member> members;
    for (bool more = true; more && !tuples.failed();) {
        members.clear();
        more = tuples.scan(side, key, from, end, kBatch, members);
        for (const auto& member : members) {
            if constexpr (std::is_void_v<Outcome>)
                visit(member);
            else if (Outcome outcome = visit(member); !outcome)
                return outcome;
        }
        if (!members.empty())
            from = members.back().node.successor();
    }
    return Outcome();
}

} // namespace pemba::graph
