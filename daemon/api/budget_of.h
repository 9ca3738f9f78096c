// What an HTTP request says of what its answer may cost.
#pragma once

#include <cstdint>

#include "http/message.h"
#include "pemba/budget.h"
#include "pemba/result.h"

namespace pemba::api {

/// The deadline is the one of the header `Grpc-Timeout`, which gateways to gRPC take: up to eight
/// digits and a unit of `H M S m u n`, from the request's first byte on. What is spent is counted
/// as the request's work. Errors: InvalidArgument, DeadlineExceeded if that is past.
[[nodiscard]] Result<Budget> budget_of(http::Request& request);

/// What a check may read on an io thread, where other connections wait for it: about a
/// millisecond's work.
inline constexpr std::uint64_t kReadsInPassing = 1'000;

} // namespace pemba::api
