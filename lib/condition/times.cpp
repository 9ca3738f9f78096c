#include "condition/times.h"

#include <chrono>
#include <limits>

#include <date/tz.h>
#include <fmt/format.h>

namespace pemba::condition {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kFirst = -62'135'596'800; // 0001-01-01T00:00:00Z
constexpr std::int64_t kLast = 253'402'300'799;  // 9999-12-31T23:59:59Z

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool accept(std::string_view wanted) {
        if (!rest_.starts_with(wanted))
            return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }
    // Exactly so many digits.
    std::optional<std::int64_t> digits(std::size_t count) {
        std::int64_t number = 0;
        if (rest_.size() < count)
            return std::nullopt;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9')
                return std::nullopt;
            number = number * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return number;
    }
    // All digits that follow, as text.
    std::string_view run_of_digits() {
        std::size_t count = 0;
        while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9')
            ++count;
        auto run = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return run;
    }

private:
    std::string_view rest_;
};

// A fraction's digits in units of a unit's nanoseconds, cut below one.
std::int64_t fraction_of(std::string_view digits, std::int64_t unit) {
    Wide numerator = 0, denominator = 1;
    for (char digit : digits.substr(0, 18)) {
        numerator = numerator * 10 + (digit - '0');
        denominator *= 10;
    }
    return static_cast<std::int64_t>(numerator * unit / denominator);
}

std::optional<std::int64_t> unit_of(Reader& reader) {
    if (reader.accept("ns"))
        return 1;
    if (reader.accept("us") || reader.accept("\u00b5s") || reader.accept("\u03bcs"))
        return 1'000;
    if (reader.accept("ms"))
        return 1'000'000;
    if (reader.accept("s"))
        return kSecond;
    if (reader.accept("m"))
        return 60 * kSecond;
    if (reader.accept("h"))
        return 3'600 * kSecond;
    return std::nullopt;
}

// One number with its unit, in nanoseconds; wide, so that its owner sees what does not fit.
std::optional<Wide> duration_part(Reader& reader) {
    auto whole = reader.run_of_digits();
    std::string_view fraction;
    if (reader.accept("."))
        fraction = reader.run_of_digits();
    if ((whole.empty() && fraction.empty()) || whole.size() > 19)
        return std::nullopt;
    auto unit = unit_of(reader);
    if (!unit)
        return std::nullopt;
    Wide number = 0;
    for (char digit : whole)
        number = number * 10 + (digit - '0');
    return number * *unit + fraction_of(fraction, *unit);
}

std::string fraction_text(std::int64_t nanoseconds) {
    if (nanoseconds == 0)
        return "";
    auto text = fmt::format(".{:09}", nanoseconds);
    while (text.back() == '0')
        text.pop_back();
    return text;
}

// `Z` or an offset, in seconds.
std::optional<std::int64_t> offset_of(Reader& reader) {
    if (reader.accept("Z") || reader.accept("z"))
        return 0;
    std::int64_t sign = reader.accept("+") ? 1 : reader.accept("-") ? -1 : 0;
    auto hours = reader.digits(2);
    if (!hours || !reader.accept(":"))
        return std::nullopt;
    auto minutes = reader.digits(2);
    if (sign == 0 || !minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    return sign * (*hours * 3'600 + *minutes * 60);
}

std::optional<std::int64_t> date_in_days(Reader& reader) {
    auto year = reader.digits(4);
    if (!year || !reader.accept("-"))
        return std::nullopt;
    auto month = reader.digits(2);
    if (!month || !reader.accept("-"))
        return std::nullopt;
    auto day = reader.digits(2);
    if (!day)
        return std::nullopt;
    std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                     std::chrono::month(static_cast<unsigned>(*month)),
                                     std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> time_in_seconds(Reader& reader) {
    auto hours = reader.digits(2);
    if (!hours || !reader.accept(":"))
        return std::nullopt;
    auto minutes = reader.digits(2);
    if (!minutes || !reader.accept(":"))
        return std::nullopt;
    auto seconds = reader.digits(2);
    if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 59)
        return std::nullopt;
    return *hours * 3'600 + *minutes * 60 + *seconds;
}

// An offset such as `-08:00`, `+2:30` or `00:00`.
std::optional<std::int64_t> fixed_zone(std::string_view zone) {
    Reader reader(zone);
    std::int64_t sign = reader.accept("-") ? -1 : 1;
    (void)reader.accept("+");
    auto hours = reader.run_of_digits();
    if (hours.empty() || hours.size() > 2 || !reader.accept(":"))
        return std::nullopt;
    auto minutes = reader.digits(2);
    if (!minutes || !reader.at_end())
        return std::nullopt;
    std::int64_t whole = 0;
    for (char digit : hours)
        whole = whole * 10 + (digit - '0');
    if (whole > 23 || *minutes > 59)
        return std::nullopt;
    return sign * (whole * 3'600 + *minutes * 60);
}

// The offset of a zone at a time, in seconds.
std::optional<std::int64_t> offset_at(Instant instant, std::string_view zone) {
    if (zone.empty() || zone == "UTC")
        return 0;
    if (auto fixed = fixed_zone(zone))
        return fixed;
    try {
        const auto* found = date::locate_zone(std::string(zone));
        date::sys_seconds time{std::chrono::seconds(instant.seconds)};
        return found->get_info(time).offset.count();
    } catch (const std::exception&) { // the library's way to say that there is no such zone
        return std::nullopt;
    }
}

} // namespace

std::optional<Duration> parse_duration(std::string_view text) {
    Reader reader(text);
    bool negative = reader.accept("-");
    if (!negative)
        (void)reader.accept("+");
    if (reader.accept("0") && reader.at_end())
        return Duration{};
    reader = Reader(text.substr(!text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0));
    Wide total = 0;
    do {
        auto part = duration_part(reader);
        if (!part)
            return std::nullopt;
        total += *part;
        if (total > Wide{1} << 64)
            return std::nullopt;
    } while (!reader.at_end());
    total = negative ? -total : total;
    if (total > std::numeric_limits<std::int64_t>::max() ||
        total < std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return Duration{static_cast<std::int64_t>(total)};
}

std::string to_string(Duration duration) {
    std::int64_t seconds = duration.nanoseconds / kSecond;
    std::int64_t rest = duration.nanoseconds % kSecond;
    const char* sign = duration.nanoseconds < 0 && seconds == 0 ? "-" : "";
    return fmt::format("{}{}{}s", sign, seconds, fraction_text(rest < 0 ? -rest : rest));
}

std::optional<Instant> parse_instant(std::string_view text) {
    Reader reader(text);
    auto days = date_in_days(reader);
    if (!days || (!reader.accept("T") && !reader.accept("t")))
        return std::nullopt;
    auto seconds = time_in_seconds(reader);
    std::int64_t nanoseconds = 0;
    if (seconds && reader.accept(".")) {
        auto digits = reader.run_of_digits();
        if (digits.empty())
            return std::nullopt;
        nanoseconds = fraction_of(digits.substr(0, 9), kSecond);
    }
    auto offset = offset_of(reader);
    if (!seconds || !offset || !reader.at_end())
        return std::nullopt;
    return instant_of(*days * 86'400 + *seconds - *offset, nanoseconds);
}

std::string to_string(Instant instant) {
    std::chrono::sys_seconds time{std::chrono::seconds(instant.seconds)};
    auto day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day date(day);
    std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       fraction_text(instant.nanoseconds));
}

std::optional<Instant> instant_of(std::int64_t seconds, std::int64_t nanoseconds) {
    std::int64_t carried = nanoseconds / kSecond, rest = nanoseconds % kSecond;
    if (rest < 0) {
        rest += kSecond;
        --carried;
    }
    if (__builtin_add_overflow(seconds, carried, &seconds) || seconds < kFirst || seconds > kLast)
        return std::nullopt;
    return Instant{seconds, static_cast<std::int32_t>(rest)};
}

std::optional<Instant> add(Instant instant, Duration duration) {
    std::int64_t seconds = instant.seconds + duration.nanoseconds / kSecond;
    return instant_of(seconds, instant.nanoseconds + duration.nanoseconds % kSecond);
}

std::optional<Duration> difference(Instant a, Instant b) {
    Wide total = Wide{a.seconds - b.seconds} * kSecond + a.nanoseconds - b.nanoseconds;
    if (total > std::numeric_limits<std::int64_t>::max() ||
        total < std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return Duration{static_cast<std::int64_t>(total)};
}

std::optional<Calendar> calendar_of(Instant instant, std::string_view zone) {
    auto offset = offset_at(instant, zone);
    if (!offset)
        return std::nullopt;
    std::chrono::sys_seconds time{std::chrono::seconds(instant.seconds + *offset)};
    auto day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day date(day);
    std::chrono::hh_mm_ss clock(time - day);
    auto first = std::chrono::sys_days(date.year() / std::chrono::January / 1);
    Calendar calendar;
    calendar.year = static_cast<int>(date.year());
    calendar.month = static_cast<unsigned>(date.month()) - 1;
    calendar.day_of_month = static_cast<unsigned>(date.day()) - 1;
    calendar.day_of_week = std::chrono::weekday(day).c_encoding();
    calendar.day_of_year = (day - first).count();
    calendar.hours = clock.hours().count();
    calendar.minutes = clock.minutes().count();
    calendar.seconds = clock.seconds().count();
    calendar.milliseconds = instant.nanoseconds / 1'000'000;
    return calendar;
}

} // namespace pemba::condition
