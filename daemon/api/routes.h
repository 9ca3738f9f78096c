// The route table of pembad, and what is answered where there is no route.
#pragma once

#include <cstddef>
#include <vector>

#include "api/endpoint.h"
#include "api/health.h"
#include "api/service.h"

namespace pemba::api {

/// Largest bodies.
struct BodyLimits {
    std::size_t message_bytes = 4 * 1024 * 1024;
    std::size_t import_bytes = 64 * 1024 * 1024;
};

/// Every route. The service and health outlive it.
[[nodiscard]] std::vector<Endpoint> endpoints(const Service& service, const Health& health,
                                              const BodyLimits& limits);

/// The routes of endpoints, for a http::Router.
[[nodiscard]] std::vector<http::Route> routes(const std::vector<Endpoint>& endpoints);

/// The answer to a request that reached no handler.
[[nodiscard]] http::Response render_failure(http::Failure failure, std::string_view path);

} // namespace pemba::api
