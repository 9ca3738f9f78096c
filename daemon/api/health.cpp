// GET /healthz (alive), /readyz (can serve), /metrics (Prometheus).
#include "api/health.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "api/json_writer.h"
#include "api/meter.h"
#include "api/retry_after.h"
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

constexpr std::chrono::seconds kFailureCounts{30}; // then another write may try

using Figures = Result<DatabaseStatistics>;

// The figures of a database, which are made anew when they are asked for and too old. Thread-safe;
// one thread makes them, and those who ask meanwhile have the last ones.
class KeptFigures {
public:
    explicit KeptFigures(const Health& health) : health_(health) {}

    std::shared_ptr<const Figures> get() {
        const std::unique_lock making(making_, std::try_to_lock);
        if (auto last = usable(making.owns_lock()))
            return last;
        auto made = std::make_shared<const Figures>(health_.database.statistics());
        const std::lock_guard lock(mutex_);
        made_at_ = Clock::now();
        return last_ = std::move(made);
    }

private:
    using Clock = std::chrono::steady_clock;

    // The last ones, unless others must or can be made.
    std::shared_ptr<const Figures> usable(bool can_make_others) {
        const std::lock_guard lock(mutex_);
        const bool is_old = Clock::now() - made_at_ >= health_.oldest_figures;
        return is_old && can_make_others ? nullptr : last_;
    }

    const Health& health_;
    std::mutex making_, mutex_;
    std::shared_ptr<const Figures> last_; ///< under mutex_; none: nobody has asked
    Clock::time_point made_at_;           ///< likewise
};

// All that keeps it from being ready.
std::vector<Obstacle> obstacles_of(const Health& health, const Figures& figures) {
    if (!health.is_ready())
        return {{"NOT_SERVING", "it has not begun to serve, or is about to end"}};
    if (!figures)
        return {{"STORE_UNREADABLE", figures.error().message}};
    std::vector<Obstacle> obstacles = find_obstacles(*figures, health.limits);
    if (health.audit != nullptr)
        std::ranges::move(find_obstacles(health.audit->statistics()),
                          std::back_inserter(obstacles));
    return obstacles;
}

http::Response ready(const Health& health, const Figures& figures) {
    const std::vector<Obstacle> obstacles = obstacles_of(health, figures);
    if (obstacles.empty())
        return {.body = R"({"status":"READY"})"};
    JsonWriter json;
    json.begin_object().member("status", "NOT_READY").key("obstacles").begin_array();
    for (const Obstacle& obstacle : obstacles)
        json.begin_object()
            .member("reason", obstacle.reason)
            .member("message", obstacle.message)
            .end_object();
    json.end_array().end_object();
    return {.status = 503, .body = std::move(json).text()};
}

metrics::Distribution distribution(const Histogram& histogram) {
    return {histogram.upper_bounds, histogram.counts, histogram.sum};
}

void measure(const StoreStatistics& store, metrics::Gauges& gauges) {
    gauges.store_revision = store.revision;
    gauges.store_oldest_revision = store.oldest_revision;
    gauges.store_tuples = store.tuples;
    gauges.store_names = store.names;
    gauges.store_changelog_entries = store.changelog_entries;
    gauges.store_used_bytes = store.used_bytes;
    gauges.store_map_bytes = store.map_bytes;
    gauges.store_readers = store.readers;
}

void measure(const DatabaseStatistics& database, metrics::Gauges& gauges) {
    const WriterStatistics& writer = database.writer;
    gauges.store_queued_writes = writer.queued;
    gauges.store_commits = database.commits;
    gauges.store_oldest_reader_behind = database.oldest_reader_behind;
    gauges.store_free_bytes = database.free_bytes;
    gauges.store_writable_bytes = database.writable_bytes;
    gauges.disk_free_bytes = database.free_disk_bytes;
    gauges.name_cache_used_bytes = database.name_cache.used_bytes;
    gauges.name_cache_bytes = database.name_cache.bytes;
    gauges.name_cache_evictions = database.name_cache.evictions;
    gauges.writer_stalled_seconds = static_cast<std::uint64_t>(writer.stalled_for.count()) / 1000;
    gauges.writer_failures = writer.failures;
    gauges.writer_commit_seconds = distribution(writer.commit_seconds);
    gauges.writer_group_writes = distribution(writer.group_writes);
    gauges.watchers = database.watchers;
    gauges.slowest_watcher_behind = database.slowest_watcher_behind;
}

void measure(const audit::Statistics& audit, metrics::Gauges& gauges) {
    gauges.audit_lines = audit.lines;
    gauges.audit_failures = audit.failures;
    gauges.audit_queued_bytes = audit.queued_bytes;
}

http::Response scrape(const Health& health, const Figures& figures) {
    metrics::Gauges gauges;
    gauges.ready = obstacles_of(health, figures).empty() ? 1 : 0;
    health.measure(gauges);
    if (const auto store = health.database.default_store()->statistics())
        measure(*store, gauges);
    if (figures)
        measure(*figures, gauges);
    if (health.audit != nullptr)
        measure(health.audit->statistics(), gauges);
    return {.content_type = kText, .body = health.metrics.text(gauges)};
}

// Anybody may ask, however much there is to do, and writing the text takes about a millisecond.
http::Handler scraping(const Health& health, std::shared_ptr<KeptFigures> kept) {
    constexpr std::uint64_t kScrapesASecond = 100;
    return [&health, kept = std::move(kept),
            meter = std::make_shared<Meter>(kScrapesASecond)](http::Request&) {
        const auto now = Meter::Clock::now();
        if (const auto wait = meter->wait(now); wait.count() > 0) {
            http::Response refused{
                .status = 503, .content_type = kText, .body = "metrics are read too often\n"};
            tell_when_to_retry(refused, wait);
            return refused;
        }
        meter->use(1, now);
        return scrape(health, *kept->get());
    };
}

Endpoint endpoint(std::string path, http::Handler handler, BodyKind kind, std::string summary) {
    return {.route = {.method = "GET",
                      .path = std::move(path),
                      .handler = std::move(handler),
                      .urgent = true},
            .kind = kind,
            .summary = std::move(summary),
            .response_schema = "HealthResponse"};
}

} // namespace

std::vector<Obstacle> find_obstacles(const DatabaseStatistics& database,
                                     const ReadyLimits& limits) {
    std::vector<Obstacle> obstacles;
    const WriterStatistics& writer = database.writer;
    if (limits.write_stall.count() != 0 && writer.stalled_for >= limits.write_stall)
        obstacles.push_back(
            {"WRITER_STUCK",
             fmt::format("no write was finished for {} s while {} wait; look for a slow disk or "
                         "one very large write, and restart it if neither is there",
                         writer.stalled_for.count() / 1000, writer.queued)});
    if (database.writable_bytes < limits.least_writable_bytes)
        obstacles.push_back(
            {"SPACE_LOW",
             fmt::format("{} bytes can be written and `ready-min-space` asks for {}; make room on "
                         "the disk, or raise `map-size`",
                         database.writable_bytes, limits.least_writable_bytes)});
    if (writer.last_failure && writer.last_failure->ago < kFailureCounts) {
        const bool full = writer.last_failure->code == ErrorCode::StoreFull;
        obstacles.push_back({full ? "STORE_FULL" : "WRITE_FAILED",
                             full ? "the last write found no room; make room on the disk, or "
                                    "raise `map-size`"
                                  : "the last commit failed; look for errors of the disk, then "
                                    "restart it"});
    }
    return obstacles;
}

std::vector<Obstacle> find_obstacles(const audit::Statistics& audit) {
    if (!audit.problem.empty())
        return {{"AUDIT_STUCK", audit.problem + "; make room on the disk, or repair it"}};
    if (audit.is_full)
        return {
            {"AUDIT_STUCK",
             fmt::format("{} bytes of the audit log wait for the disk; find a faster one, raise "
                         "`audit-queue`, or tell less with `audit-decisions`",
                         audit.queued_bytes)}};
    return {};
}

std::vector<Endpoint> health_endpoints(const Health& health) {
    const auto kept = std::make_shared<KeptFigures>(health);
    return {
        endpoint("/healthz", alive, BodyKind::Plain, "Is the process alive?"),
        endpoint(
            "/readyz", [&health, kept](http::Request&) { return ready(health, *kept->get()); },
            BodyKind::Plain, "Can it serve?"),
        endpoint("/metrics", scraping(health, kept), BodyKind::PlainText,
                 "Metrics in Prometheus' text format."),
    };
}

} // namespace pemba::api
