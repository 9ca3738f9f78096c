// GET /healthz (alive), /readyz (can serve), /metrics (Prometheus).
#include "api/health.h"

#include <algorithm>
#include <array>

#include "api/v1/status.h"

namespace pemba::api {
namespace {

constexpr std::string_view kText = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::array<std::string_view, 4> kServices{
    "authzed.api.v1.PermissionsService", "authzed.api.v1.SchemaService",
    "authzed.api.v1.WatchService", "authzed.api.v1.ExperimentalService"};

http::Response alive(const http::Request& request) {
    constexpr std::string_view kService = "service=";
    if (request.query.starts_with(kService) && request.query.size() > kService.size() &&
        std::ranges::find(kServices, request.query.substr(kService.size())) == kServices.end())
        return v1::error_response(
            {.code = v1::Code::NotFound, .message = "unknown service", .reason = {}},
            v1::Shape::Unary);
    return {.body = R"({"status":"SERVING"})"};
}

http::Response ready(const Health& health) {
    if (health.is_ready() && health.engine.statistics())
        return {.body = R"({"status":"READY"})"};
    return {.status = 503, .body = R"({"status":"NOT_READY"})"};
}

http::Response scrape(const Health& health) {
    metrics::Gauges gauges;
    health.measure(gauges);
    if (const auto store = health.engine.statistics()) {
        gauges.store_revision = store->revision;
        gauges.store_tuples = store->tuples;
        gauges.store_names = store->names;
        gauges.store_changelog_entries = store->changelog_entries;
        gauges.store_used_bytes = store->used_bytes;
        gauges.store_map_bytes = store->map_bytes;
        gauges.store_readers = store->readers;
        gauges.store_queued_writes = store->queued_writes;
        gauges.watchers = store->watchers;
        gauges.slowest_watcher_behind = store->slowest_watcher_behind;
    }
    return {.content_type = kText, .body = health.metrics.text(gauges)};
}

Endpoint endpoint(std::string path, http::Handler handler, BodyKind kind, std::string summary) {
    return {.route = {.method = "GET", .path = std::move(path), .handler = std::move(handler)},
            .kind = kind,
            .summary = std::move(summary),
            .response_schema = "HealthResponse"};
}

} // namespace

std::vector<Endpoint> health_endpoints(const Health& health) {
    return {
        endpoint("/healthz", alive, BodyKind::Plain, "Is the process alive?"),
        endpoint(
            "/readyz", [&health](http::Request&) { return ready(health); }, BodyKind::Plain,
            "Can it serve?"),
        endpoint(
            "/metrics", [&health](http::Request&) { return scrape(health); }, BodyKind::PlainText,
            "Metrics in Prometheus' text format."),
    };
}

} // namespace pemba::api
