// When a client that was refused for now may come again.
#pragma once

#include <chrono>
#include <string>

#include "http/message.h"

namespace pemba::api {

/// Whoever is too much at the moment comes again in a second; clients spread that themselves.
inline constexpr std::chrono::seconds kSoon{1};

inline void tell_when_to_retry(http::Response& response, std::chrono::nanoseconds wait = kSoon) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    response.add_header("Retry-After", std::to_string(seconds.count()));
}

} // namespace pemba::api
