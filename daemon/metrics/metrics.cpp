// Metrics on prometheus-cpp. Series of the hot path are looked up once, not at every request.
#include "metrics/metrics.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace pemba::metrics {
namespace {

constexpr const char* kNone = "none";
constexpr unsigned kMaxStatus = 600;

const Description kRequests{"pembad_http_requests_total", "requests answered, by route and status"};
const Description kDuration{"pembad_http_request_duration_seconds",
                            "time from a request's first byte until its answer was known"};
const Description kReads{"pembad_check_tuple_reads", "tuples read to answer one check"};
const Description kWatched{"pembad_watch_changes_total", "changes sent to watchers"};

struct GaugeRow {
    Description description;
    std::uint64_t Gauges::*value;
};

const std::vector<GaugeRow>& gauge_rows() {
    static const std::vector<GaugeRow> rows{
        {{"pembad_http_connections", "open connections"}, &Gauges::connections},
        {{"pembad_http_requests_in_flight", "requests being answered"},
         &Gauges::requests_in_flight},
        {{"pembad_store_revision", "newest revision"}, &Gauges::store_revision},
        {{"pembad_store_tuples", "relation tuples"}, &Gauges::store_tuples},
        {{"pembad_store_names", "interned names"}, &Gauges::store_names},
        {{"pembad_store_changelog_entries", "changelog entries"}, &Gauges::store_changelog_entries},
        {{"pembad_store_used_bytes", "bytes of the map in use"}, &Gauges::store_used_bytes},
        {{"pembad_store_map_bytes", "largest size of the map"}, &Gauges::store_map_bytes},
        {{"pembad_store_readers", "read transactions"}, &Gauges::store_readers},
        {{"pembad_store_queued_writes", "writes that wait"}, &Gauges::store_queued_writes},
        {{"pembad_watchers", "open watch streams"}, &Gauges::watchers},
        {{"pembad_watch_slowest_behind_revisions",
          "revisions that the slowest watcher has not read yet"},
         &Gauges::slowest_watcher_behind},
    };
    return rows;
}

} // namespace

struct Metrics::State {
    struct Route {
        std::string name;
        prometheus::Histogram* duration = nullptr;
        std::array<std::atomic<prometheus::Counter*>, kMaxStatus> by_status{};
    };

    State();
    RouteLabel add(const std::string& route);
    prometheus::Counter& counter(Route& route, unsigned status);

    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests;
    prometheus::Family<prometheus::Histogram>& durations;
    prometheus::Histogram& reads;
    prometheus::Counter& watched;
    std::deque<Route> routes; ///< by label
};

Metrics::State::State()
    : requests(
          prometheus::BuildCounter().Name(kRequests.name).Help(kRequests.help).Register(registry)),
      durations(prometheus::BuildHistogram()
                    .Name(kDuration.name)
                    .Help(kDuration.help)
                    .Register(registry)),
      reads(prometheus::BuildHistogram()
                .Name(kReads.name)
                .Help(kReads.help)
                .Register(registry)
                .Add({}, prometheus::Histogram::BucketBoundaries{1, 2, 5, 10, 20, 50, 100, 1e3, 1e4,
                                                                 1e5, 1e6})),
      watched(prometheus::BuildCounter()
                  .Name(kWatched.name)
                  .Help(kWatched.help)
                  .Register(registry)
                  .Add({})) {
    add(kNone);
}

RouteLabel Metrics::State::add(const std::string& name) {
    const auto known = std::ranges::find(routes, name, &Route::name);
    const auto label = static_cast<RouteLabel>(known - routes.begin());
    if (known != routes.end())
        return label;
    static const prometheus::Histogram::BucketBoundaries seconds{
        1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 5e-2, 0.1, 0.5, 1, 10};
    Route& route = routes.emplace_back();
    route.name = name;
    route.duration = &durations.Add({{"route", name}}, seconds);
    return label;
}

prometheus::Counter& Metrics::State::counter(Route& route, unsigned status) {
    auto& known = route.by_status[status < kMaxStatus ? status : 0];
    prometheus::Counter* counter = known.load(std::memory_order_acquire);
    if (counter == nullptr) { // Add() returns the same counter to whoever asks for these labels
        counter = &requests.Add({{"route", route.name}, {"status", std::to_string(status)}});
        known.store(counter, std::memory_order_release);
    }
    return *counter;
}

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

RouteLabel Metrics::add_route(const std::string& route) {
    return state_->add(route);
}

void Metrics::observe_request(RouteLabel label, unsigned status,
                              std::chrono::nanoseconds duration) {
    State::Route& route = state_->routes[static_cast<std::size_t>(label)];
    state_->counter(route, status).Increment();
    route.duration->Observe(std::chrono::duration<double>(duration).count());
}

void Metrics::observe_check(std::uint64_t tuple_reads) {
    state_->reads.Observe(static_cast<double>(tuple_reads));
}

void Metrics::count_watched(std::size_t changes) {
    state_->watched.Increment(static_cast<double>(changes));
}

std::string Metrics::text(const Gauges& gauges) const {
    std::vector<prometheus::MetricFamily> families = state_->registry.Collect();
    for (const GaugeRow& row : gauge_rows()) {
        prometheus::MetricFamily family;
        family.name = row.description.name;
        family.help = row.description.help;
        family.type = prometheus::MetricType::Gauge;
        family.metric.emplace_back();
        family.metric.back().gauge.value = static_cast<double>(gauges.*row.value);
        families.push_back(std::move(family));
    }
    return prometheus::TextSerializer().Serialize(families);
}

std::vector<Description> Metrics::descriptions() {
    std::vector<Description> all{kRequests, kDuration, kReads, kWatched};
    for (const GaugeRow& row : gauge_rows())
        all.push_back(row.description);
    return all;
}

} // namespace pemba::metrics
