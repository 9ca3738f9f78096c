// TupleSum: a sum over tuples that does not depend on their order, to tell whether two sets of them
// are the same without holding either.
#pragma once

#include <cstdint>

#include "storage/tuple_details.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Two sets with equal sums are equal, but for a chance of one in 2^64. What was removed without
/// having been added is owed: adding it later, also of another sum, makes that good.
// DO NOT CHANGE: stored, see changelog_trim.h.
struct TupleSum {
    std::uint64_t count = 0; ///< modulo 2^64, as the sum
    std::uint64_t sum = 0;

    void add(const TupleId& tuple, DetailsMark mark) {
        ++count;
        sum += hash_of(tuple, mark);
    }
    void remove(const TupleId& tuple, DetailsMark mark) {
        --count;
        sum -= hash_of(tuple, mark);
    }
    friend bool operator==(const TupleSum&, const TupleSum&) = default;

private:
    // Spreads a tuple's bits over 64 (the finaliser of splitmix64, twice).
    static std::uint64_t mix(std::uint64_t value) {
        value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
        value = (value ^ value >> 27) * 0x94d049bb133111ebu;
        return value ^ value >> 31;
    }
    static std::uint64_t hash_of(const TupleId& tuple, DetailsMark mark) {
        return mix(mix(mix(tuple.userset.bits() + 0x9e3779b97f4a7c15u) ^ tuple.subject.bits()) +
                   static_cast<std::uint64_t>(mark));
    }
};

} // namespace pemba::storage
