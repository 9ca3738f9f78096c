// Counters: filters that a store keeps under a name, to be counted again and again.
#pragma once

#include <cstdint>
#include <string>

#include "pemba/budget.h"
#include "pemba/tuple_filter.h"
#include "pemba/zookie.h"

namespace pemba {

/// Belongs to the store, not to a revision of it: registering one is no write.
struct Counter {
    std::string name; ///< 1 to 64 bytes
    TupleFilter filter;

    friend bool operator==(const Counter&, const Counter&) = default;
};

/// A counter was registered, or is no longer.
struct CounterChanged {};

struct CountRequest {
    std::string name;
    Consistency consistency;
    Budget budget = {};
};

struct CountResult {
    std::uint64_t tuples = 0; ///< exactly those that match and have not expired
    Zookie counted_at;
};

} // namespace pemba
