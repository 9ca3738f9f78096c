// Health: the routes that operators' tools ask, without a key.
#pragma once

#include <functional>
#include <vector>

#include "api/endpoint.h"
#include "metrics/metrics.h"
#include "pemba/engine.h"

namespace pemba::api {

/// What the operators' routes report about.
struct Health {
    const Engine& engine; ///< of the default store
    const metrics::Metrics& metrics;
    std::function<bool()> is_ready;                ///< false before listening and while stopping
    std::function<void(metrics::Gauges&)> measure; ///< fills in what the server knows
};

/// /healthz, /readyz and /metrics. `health` outlives the endpoints.
[[nodiscard]] std::vector<Endpoint> health_endpoints(const Health& health);

} // namespace pemba::api
