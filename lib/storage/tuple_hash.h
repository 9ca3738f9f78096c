// Hashes of tuples, for sums over them (set_sum.h).
#pragma once

#include <cstdint>

#include "storage/tuple_details.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Of a tuple as the tuple tables have it.
[[nodiscard]] std::uint64_t hash_of(const TupleId& tuple, DetailsMark mark);
/// Of a tuple with the bytes of its details; without any it is the same.
[[nodiscard]] std::uint64_t hash_of(const TupleId& tuple, const TupleDetails& details);

} // namespace pemba::storage
