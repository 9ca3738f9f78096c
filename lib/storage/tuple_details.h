// TupleDetails: what a tuple carries beside its two nodes, and its bytes.
#pragma once

#include <optional>
#include <string>

#include "pemba/relation_tuple.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Which details a tuple has, as bits. DO NOT CHANGE: stored.
enum class DetailsMark : std::uint8_t { None = 0, Condition = 1, Expiry = 2, Both = 3 };

[[nodiscard]] constexpr bool has_condition(DetailsMark mark) {
    return (static_cast<unsigned>(mark) & 1u) != 0;
}
[[nodiscard]] constexpr bool has_expiry(DetailsMark mark) {
    return (static_cast<unsigned>(mark) & 2u) != 0;
}

/// The condition and the expiry of a tuple; most tuples have neither. Layout, integers big-endian,
/// in `tuple_details` before a seal (seal.h):
///
///   mark 1 | condition 4, if it has one | expiry 8, biased by 2^63, if it has one | context
struct TupleDetails {
    ConditionId condition = ConditionId::None;
    std::string context; ///< a JSON object as text; empty: no values
    std::optional<Timestamp> expires_at;

    [[nodiscard]] DetailsMark mark() const {
        return static_cast<DetailsMark>((condition != ConditionId::None ? 1 : 0) |
                                        (expires_at ? 2 : 0));
    }
    /// Whether a tuple with these details is there at a time.
    [[nodiscard]] bool is_live(Timestamp now) const { return !expires_at || *expires_at > now; }

    friend bool operator==(const TupleDetails&, const TupleDetails&) = default;
};

/// Nothing, not even a mark, for a tuple without details.
[[nodiscard]] std::string encode_details(const TupleDetails& details);
/// Errors: StoreCorrupt.
[[nodiscard]] Result<TupleDetails> decode_details(std::string_view bytes);

/// Times as unsigned numbers in the same order.
[[nodiscard]] constexpr std::uint64_t biased_bits(Timestamp time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count()) ^ std::uint64_t{1} << 63;
}
[[nodiscard]] constexpr Timestamp time_of_biased_bits(std::uint64_t bits) {
    return Timestamp(
        std::chrono::microseconds(static_cast<std::int64_t>(bits ^ std::uint64_t{1} << 63)));
}

/// A tuple in numbers with what it carries.
struct StoredTuple {
    TupleId id;
    TupleDetails details;

    friend bool operator==(const StoredTuple&, const StoredTuple&) = default;
};

} // namespace pemba::storage
