// Durations and times of CEL: their text forms, arithmetic and calendar.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "condition/value.h"

namespace pemba::condition {

/// Go's form: `1h30m`, `-1.5s`, units ns us µs ms s m h. Nothing if it is not one or does not fit.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
/// CEL's form, in seconds: `5400s`, `0.5s`.
[[nodiscard]] std::string to_string(Duration duration);

/// RFC 3339, with up to nine digits of a second. Nothing if it is not one of the years 1 to 9999.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
[[nodiscard]] std::string to_string(Instant instant);
/// Nothing outside the years 1 to 9999.
[[nodiscard]] std::optional<Instant> instant_of(std::int64_t seconds, std::int64_t nanoseconds);

[[nodiscard]] std::optional<Instant> add(Instant instant, Duration duration);
/// Nothing if it does not fit into a duration.
[[nodiscard]] std::optional<Duration> difference(Instant a, Instant b);

/// A time in a zone, taken apart.
struct Calendar {
    std::int64_t year = 0, month = 0, day_of_month = 0, day_of_week = 0, day_of_year = 0, hours = 0,
                 minutes = 0, seconds = 0, milliseconds = 0; ///< counted from 0, save the year
};
/// In a zone's name, or an offset such as `-08:00`; empty: UTC. Nothing if there is no such zone.
[[nodiscard]] std::optional<Calendar> calendar_of(Instant instant, std::string_view zone);

} // namespace pemba::condition
