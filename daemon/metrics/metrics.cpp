// Metrics on prometheus-cpp. Series of the hot path are looked up once, not at every request.
#include "metrics/metrics.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <iterator>
#include <limits>
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
    prometheus::MetricType type = prometheus::MetricType::Gauge;
};

struct DistributionRow {
    Description description;
    Distribution Gauges::*value;
};

constexpr auto kCounter = prometheus::MetricType::Counter;

// Of the stores and who works on them.
std::vector<GaugeRow> store_rows() {
    return {
        {{"pembad_ready", "1 if /readyz says so, else 0"}, &Gauges::ready},
        {{"pembad_http_connections", "open connections"}, &Gauges::connections},
        {{"pembad_http_requests_in_flight", "requests being answered"},
         &Gauges::requests_in_flight},
        {{"pembad_store_revision", "newest revision of the default store"},
         &Gauges::store_revision},
        {{"pembad_store_oldest_revision",
          "oldest revision of the default store that can still be read"},
         &Gauges::store_oldest_revision},
        {{"pembad_store_tuples", "relation tuples of all stores"}, &Gauges::store_tuples},
        {{"pembad_store_names", "interned names"}, &Gauges::store_names},
        {{"pembad_store_changelog_entries", "changelog entries"}, &Gauges::store_changelog_entries},
        {{"pembad_store_used_bytes", "bytes of the map in use, free ones between them too"},
         &Gauges::store_used_bytes},
        {{"pembad_store_free_bytes", "bytes of the used ones that were given back"},
         &Gauges::store_free_bytes},
        {{"pembad_store_map_bytes", "largest size of the map"}, &Gauges::store_map_bytes},
        {{"pembad_store_writable_bytes", "bytes that can be written before map or disk is full"},
         &Gauges::store_writable_bytes},
        {{"pembad_disk_free_bytes", "free bytes of the disk that the stores are on"},
         &Gauges::disk_free_bytes},
        {{"pembad_store_readers", "read transactions"}, &Gauges::store_readers},
        {{"pembad_store_oldest_reader_behind_commits",
          "commits since the oldest snapshot that is being read, whose pages stay in use"},
         &Gauges::store_oldest_reader_behind},
        {{"pembad_store_commits_total", "commits since the stores' folder was made"},
         &Gauges::store_commits,
         kCounter},
        {{"pembad_store_queued_writes", "writes that wait"}, &Gauges::store_queued_writes},
        {{"pembad_writer_stalled_seconds",
          "since when writes have waited without one being finished"},
         &Gauges::writer_stalled_seconds},
        {{"pembad_writer_failed_commits_total", "commits that the system refused"},
         &Gauges::writer_failures,
         kCounter},
        {{"pembad_name_cache_used_bytes", "bytes of the name cache that hold a name"},
         &Gauges::name_cache_used_bytes},
        {{"pembad_name_cache_bytes", "largest size of the name cache"}, &Gauges::name_cache_bytes},
        {{"pembad_name_cache_evictions_total", "names that gave way to others in the cache"},
         &Gauges::name_cache_evictions,
         kCounter},
    };
}

// Of those who call, and what is told of them.
std::vector<GaugeRow> caller_rows() {
    return {
        {{"pembad_oidc_keys_age_seconds", "since the keys were fetched, of the issuer where that "
                                          "is longest ago; 0 without issuers"},
         &Gauges::oidc_keys_age_seconds},
        {{"pembad_oidc_failed_fetches_total", "fetches of an issuer's keys that failed"},
         &Gauges::oidc_failed_fetches,
         kCounter},
        {{"pembad_oidc_tokens_verified_total", "tokens whose signature was verified"},
         &Gauges::oidc_tokens_verified,
         kCounter},
        {{"pembad_oidc_tokens_refused_total", "tokens that were sent and do not count"},
         &Gauges::oidc_tokens_refused,
         kCounter},
        {{"pembad_watchers", "open watch streams"}, &Gauges::watchers},
        {{"pembad_watch_slowest_behind_revisions",
          "revisions that the slowest watcher has not read yet"},
         &Gauges::slowest_watcher_behind},
        {{"pembad_tls_certificate_expires_timestamp_seconds",
          "when the server's certificate ends, in Unix time; 0 without TLS"},
         &Gauges::certificate_expires},
        {{"pembad_tls_client_crl_expires_timestamp_seconds",
          "when the first list of clients' revoked certificates ends, in Unix time; 0 without one"},
         &Gauges::crl_expires},
        {{"pembad_audit_lines_total", "lines of the audit log"}, &Gauges::audit_lines, kCounter},
        {{"pembad_audit_failures_total",
          "times that the audit log could not be written or fsynced"},
         &Gauges::audit_failures,
         kCounter},
        {{"pembad_audit_queued_bytes", "bytes of the audit log that wait to be written"},
         &Gauges::audit_queued_bytes},
    };
}

const std::vector<GaugeRow>& gauge_rows() {
    static const std::vector<GaugeRow> rows = [] {
        std::vector<GaugeRow> all = store_rows();
        std::ranges::move(caller_rows(), std::back_inserter(all));
        return all;
    }();
    return rows;
}

const std::vector<DistributionRow>& distribution_rows() {
    static const std::vector<DistributionRow> rows{
        {{"pembad_writer_commit_seconds", "time of a commit until it was on the disk"},
         &Gauges::writer_commit_seconds},
        {{"pembad_writer_group_writes", "writes that shared one commit"},
         &Gauges::writer_group_writes},
    };
    return rows;
}

prometheus::MetricFamily family(const Description& description, prometheus::MetricType type) {
    return {.name = description.name, .help = description.help, .type = type, .metric = {{}}};
}

prometheus::MetricFamily family(const GaugeRow& row, const Gauges& gauges) {
    prometheus::MetricFamily made = family(row.description, row.type);
    const auto value = static_cast<double>(gauges.*row.value);
    made.metric.back().gauge.value = value;
    made.metric.back().counter.value = value; // the type says which of them counts
    return made;
}

prometheus::MetricFamily family(const DistributionRow& row, const Gauges& gauges) {
    const Distribution& seen = gauges.*row.value;
    prometheus::MetricFamily made = family(row.description, prometheus::MetricType::Histogram);
    auto& histogram = made.metric.back().histogram;
    for (std::size_t i = 0; i < seen.counts.size(); ++i) {
        histogram.sample_count += seen.counts[i];
        const bool last = i == seen.upper_bounds.size();
        histogram.bucket.push_back(
            {.cumulative_count = histogram.sample_count,
             .upper_bound = last ? std::numeric_limits<double>::infinity() : seen.upper_bounds[i]});
    }
    histogram.sample_sum = seen.sum;
    return made;
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
    for (const GaugeRow& row : gauge_rows())
        families.push_back(family(row, gauges));
    for (const DistributionRow& row : distribution_rows())
        families.push_back(family(row, gauges));
    return prometheus::TextSerializer().Serialize(families);
}

std::vector<Description> Metrics::descriptions() {
    std::vector<Description> all{kRequests, kDuration, kReads, kWatched};
    for (const GaugeRow& row : gauge_rows())
        all.push_back(row.description);
    for (const DistributionRow& row : distribution_rows())
        all.push_back(row.description);
    return all;
}

} // namespace pemba::metrics
