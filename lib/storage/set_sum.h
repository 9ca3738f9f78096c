// SetSum: a sum over the members of a set that does not depend on their order, to tell whether two
// sets are the same without holding either.
#pragma once

#include <cstdint>

namespace pemba::storage {

/// Two sets with equal sums are equal, but for a chance of one in 2^64. What was removed without
/// having been added is owed: adding it later, also of another sum, makes that good.
// DO NOT CHANGE: stored, see changelog_trim.h and entry_sums.h.
struct SetSum {
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
    void add(const SetSum& other) {
        count += other.count;
        sum += other.sum;
    }
    friend bool operator==(const SetSum&, const SetSum&) = default;
};

} // namespace pemba::storage
