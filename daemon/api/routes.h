// The route table of pembad, and what is answered where there is no route.
#pragma once

#include <string_view>
#include <vector>

#include "api/endpoint.h"
#include "api/health.h"
#include "api/route_table.h"
#include "api/service.h"

namespace pemba::api {

/// Every route. The service and health outlive it.
[[nodiscard]] std::vector<Endpoint> endpoints(const Service& service, const Health& health,
                                              const BodyLimits& limits);

/// The routes of endpoints, for a http::Router.
[[nodiscard]] std::vector<http::Route> routes(const std::vector<Endpoint>& endpoints);

/// The answer to a request that reached no handler: OpenFGA's or
/// AuthZEN's below their paths, otherwise v1's.
[[nodiscard]] http::Response render_failure(http::Failure failure, std::string_view path);

} // namespace pemba::api
