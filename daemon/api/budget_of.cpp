// Budget: reading `Grpc-Timeout`.
#include "api/budget_of.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace pemba::api {
namespace {

using std::chrono::nanoseconds;
constexpr std::size_t kMaxDigits = 8;
constexpr std::chrono::hours kForEver(24 * 365);

std::optional<nanoseconds> unit_of(char letter) {
    switch (letter) {
    case 'H': return std::chrono::hours(1);
    case 'M': return std::chrono::minutes(1);
    case 'S': return std::chrono::seconds(1);
    case 'm': return std::chrono::milliseconds(1);
    case 'u': return std::chrono::microseconds(1);
    case 'n': return nanoseconds(1);
    default: return {};
    }
}

std::optional<nanoseconds> timeout_of(std::string_view text) {
    if (text.size() < 2 || text.size() > kMaxDigits + 1)
        return {};
    const auto unit = unit_of(text.back());
    std::uint32_t count = 0;
    const char* const end = text.data() + text.size() - 1;
    const auto [stopped, error] = std::from_chars(text.data(), end, count);
    if (!unit || error != std::errc{} || stopped != end)
        return {};
    const std::int64_t most = nanoseconds(kForEver) / *unit;
    return *unit * std::min<std::int64_t>(count, most);
}

} // namespace

Result<Budget> budget_of(http::Request& request) {
    Budget budget{.spent = &request.work};
    const std::string_view given = request.header("Grpc-Timeout");
    if (given.empty())
        return budget;
    const auto timeout = timeout_of(given);
    if (!timeout)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("the header `Grpc-Timeout` is `{}`, and not 1 to 8 digits and one "
                                 "of `H M S m u n`",
                                 given),
                     {}};
    budget.deadline = request.began + *timeout;
    if (budget.deadline <= std::chrono::steady_clock::now())
        return Error{ErrorCode::DeadlineExceeded, "the request's `Grpc-Timeout` is over", {}};
    return budget;
}

} // namespace pemba::api
