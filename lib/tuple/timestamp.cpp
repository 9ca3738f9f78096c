// Times as RFC 3339 writes them.
#include <fmt/format.h>

#include "pemba/relation_tuple.h"

namespace pemba {
namespace {

using std::chrono::days, std::chrono::hours, std::chrono::microseconds, std::chrono::minutes;
using std::chrono::seconds;

// Reads fields of digits one after another; the first that is wrong spoils the rest.
class Fields {
public:
    explicit Fields(std::string_view text) : rest_(text) {}

    int number(std::size_t digits) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i)
            value = value * 10 + digit();
        return value;
    }
    void symbol(char upper, char other) {
        if (rest_.empty() || (rest_.front() != upper && rest_.front() != other))
            ok_ = false;
        else
            rest_.remove_prefix(1);
    }
    void symbol(char one) { symbol(one, one); }
    /// `.123456789`, if it is there.
    microseconds fraction() {
        if (!rest_.starts_with('.'))
            return {};
        rest_.remove_prefix(1);
        std::int64_t value = 0;
        std::size_t digits = 0;
        for (; next_is_digit(); ++digits) {
            int next = digit();
            value = digits < 6 ? value * 10 + next : value;
        }
        ok_ = ok_ && digits > 0;
        for (; digits < 6; ++digits)
            value *= 10;
        return microseconds(value);
    }
    /// `Z`, `+02:00` or `-02:00`.
    minutes zone() {
        bool east = rest_.starts_with('+');
        if (!east && !rest_.starts_with('-')) {
            symbol('Z', 'z');
            return {};
        }
        rest_.remove_prefix(1);
        int hour = number(2);
        symbol(':');
        int minute = number(2);
        ok_ = ok_ && hour < 24 && minute < 60;
        auto offset = hours(hour) + minutes(minute);
        return east ? offset : -offset;
    }
    [[nodiscard]] bool finished() const { return ok_ && rest_.empty(); }

private:
    [[nodiscard]] bool next_is_digit() const {
        return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }
    int digit() {
        if (!next_is_digit()) {
            ok_ = false;
            return 0;
        }
        int value = rest_.front() - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool ok_ = true;
};

} // namespace

Result<Timestamp> parse_timestamp(std::string_view text) {
    Fields fields(text);
    std::chrono::year year(fields.number(4));
    fields.symbol('-');
    std::chrono::month month(static_cast<unsigned>(fields.number(2)));
    fields.symbol('-');
    std::chrono::day day(static_cast<unsigned>(fields.number(2)));
    fields.symbol('T', 't');
    int hour = fields.number(2);
    fields.symbol(':');
    int minute = fields.number(2);
    fields.symbol(':');
    int second = fields.number(2);
    auto fraction = fields.fraction();
    auto zone = fields.zone();
    auto date = year / month / day;
    if (!fields.finished() || !date.ok() || hour > 23 || minute > 59 || second > 59)
        return Error{
            ErrorCode::InvalidTuple,
            fmt::format("`{}` is not a time such as 2030-01-01T00:00:00Z", text.substr(0, 100)),
            {}};
    return std::chrono::sys_days(date) + hours(hour) + minutes(minute) + seconds(second) +
           fraction - zone;
}

std::string to_string(Timestamp time) {
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()),
                            unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                            clock.minutes().count(), clock.seconds().count());
    if (auto fraction = clock.subseconds().count(); fraction != 0) {
        auto digits = fmt::format("{:06}", fraction);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += "." + digits;
    }
    return text + "Z";
}

} // namespace pemba
