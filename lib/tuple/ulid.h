// Ulid: 128 bits that name something and sort by when it was made; 26 characters as text.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pemba/relation_tuple.h"

namespace pemba {

/// 48 bits of milliseconds since 1970, then 80 bits that tell those of one millisecond apart. The
/// text is Crockford's base 32 in capitals, first character 0 to 7, and sorts as the bits do.
struct Ulid {
    std::uint64_t high = 0; ///< milliseconds 48, the first 16 of the other bits
    std::uint64_t low = 0;

    friend auto operator<=>(const Ulid&, const Ulid&) = default;
};

/// REQUIRES: a time between 1970 and the year 10889.
[[nodiscard]] Ulid make_ulid(Timestamp time, std::uint16_t high, std::uint64_t low);
/// The time, to the millisecond.
[[nodiscard]] Timestamp time_of(const Ulid& id);

[[nodiscard]] std::string to_string(const Ulid& id);
/// Nothing if the text is not of the form that to_string() gives.
[[nodiscard]] std::optional<Ulid> parse_ulid(std::string_view text);

} // namespace pemba
