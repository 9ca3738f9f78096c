// TupleSum: a sum over tuples that does not depend on their order, to tell whether two sets of them
// are the same without holding either.
#pragma once

#include <cstdint>

#include "storage/tuple_details.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Of a tuple as the tuple tables have it.
[[nodiscard]] std::uint64_t hash_of(const TupleId& tuple, DetailsMark mark);
/// Of a tuple with the bytes of its details; without any it is the same.
[[nodiscard]] std::uint64_t hash_of(const TupleId& tuple, const TupleDetails& details);

/// Two sets with equal sums are equal, but for a chance of one in 2^64. What was removed without
/// having been added is owed: adding it later, also of another sum, makes that good.
// DO NOT CHANGE: stored, see changelog_trim.h.
struct TupleSum {
    std::uint64_t count = 0; ///< modulo 2^64, as the sum
    std::uint64_t sum = 0;   ///< of hashes

    void add(std::uint64_t hash) {
        ++count;
        sum += hash;
    }
    void remove(std::uint64_t hash) {
        --count;
        sum -= hash;
    }
    friend bool operator==(const TupleSum&, const TupleSum&) = default;
};

} // namespace pemba::storage
