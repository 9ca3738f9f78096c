// Health: the routes that operators' tools ask, without a key.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/endpoint.h"
#include "audit/trail.h"
#include "metrics/metrics.h"
#include "pemba/database.h"

namespace pemba::api {

/// From when on it is not ready, though it runs.
struct ReadyLimits {
    std::chrono::seconds write_stall{0};    ///< without a write finished while some wait; 0: never
    std::uint64_t least_writable_bytes = 0; ///< of room in the map and on the disk
};

/// A reason not to be ready.
struct Obstacle {
    std::string_view reason; ///< for programs, such as `WRITER_STUCK`
    std::string message;     ///< for people, with what to do
};

/// What keeps the writer from its work; empty if nothing.
[[nodiscard]] std::vector<Obstacle> find_obstacles(const DatabaseStatistics& database,
                                                   const ReadyLimits& limits);

/// What keeps the audit log from being written; empty if nothing.
[[nodiscard]] std::vector<Obstacle> find_obstacles(const audit::Statistics& audit);

/// What the operators' routes report about.
struct Health {
    const Database& database;
    const metrics::Metrics& metrics;
    ReadyLimits limits;
    /// How old what the database tells of itself may be: finding out takes long, and anybody may
    /// ask at any time.
    std::chrono::milliseconds oldest_figures{1000};
    const audit::Trail* audit = nullptr;           ///< none: there is no audit log
    std::function<bool()> is_ready;                ///< false before listening and while stopping
    std::function<void(metrics::Gauges&)> measure; ///< fills in what the server knows
};

/// /healthz, /readyz and /metrics, however often they are asked. `health` outlives the endpoints.
[[nodiscard]] std::vector<Endpoint> health_endpoints(const Health& health);

} // namespace pemba::api
