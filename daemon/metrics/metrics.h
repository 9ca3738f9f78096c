// Metrics: what pembad counts, in Prometheus' words.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pemba::metrics {

/// A histogram that somebody else keeps.
struct Distribution {
    std::vector<double> upper_bounds;  ///< ascending and inclusive; the last range has none
    std::vector<std::uint64_t> counts; ///< of each range, one more than there are bounds
    double sum = 0;
};

/// What is read from elsewhere at each scrape.
struct Gauges {
    std::uint64_t ready = 0;
    std::uint64_t connections = 0;
    std::uint64_t requests_in_flight = 0;
    std::uint64_t store_revision = 0;
    std::uint64_t store_oldest_revision = 0;
    std::uint64_t store_tuples = 0;
    std::uint64_t store_names = 0;
    std::uint64_t store_changelog_entries = 0;
    std::uint64_t store_used_bytes = 0;
    std::uint64_t store_map_bytes = 0;
    std::uint64_t store_readers = 0;
    std::uint64_t store_queued_writes = 0;
    std::uint64_t store_commits = 0;
    std::uint64_t store_oldest_reader_behind = 0;
    std::uint64_t store_free_bytes = 0;
    std::uint64_t store_writable_bytes = 0;
    std::uint64_t disk_free_bytes = 0;
    std::uint64_t name_cache_used_bytes = 0;
    std::uint64_t name_cache_bytes = 0;
    std::uint64_t name_cache_evictions = 0;
    std::uint64_t writer_stalled_seconds = 0;
    std::uint64_t writer_failures = 0;
    Distribution writer_commit_seconds;
    Distribution writer_group_writes;
    std::uint64_t oidc_keys_age_seconds = 0;
    std::uint64_t oidc_failed_fetches = 0;
    std::uint64_t oidc_tokens_verified = 0;
    std::uint64_t oidc_tokens_refused = 0;
    std::uint64_t watchers = 0;
    std::uint64_t slowest_watcher_behind = 0;
    std::uint64_t certificate_expires = 0; ///< Unix time; 0: there is none
    std::uint64_t crl_expires = 0;         ///< likewise
    std::uint64_t audit_lines = 0;
    std::uint64_t audit_failures = 0;
    std::uint64_t audit_queued_bytes = 0;
};

/// One metric's name and meaning, for the README and its test.
struct Description {
    std::string name;
    std::string help;
};

/// A value of the label `route`.
enum class RouteLabel : std::size_t { None = 0 };

/// Thread-safe.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// Makes a value that the label `route` may have, or finds it. Not while observing.
    RouteLabel add_route(const std::string& route);

    void observe_request(RouteLabel route, unsigned status, std::chrono::nanoseconds duration);
    void observe_check(std::uint64_t tuple_reads);
    void count_watched(std::size_t changes);

    /// Everything in the text format.
    [[nodiscard]] std::string text(const Gauges& gauges) const;
    [[nodiscard]] static std::vector<Description> descriptions();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace pemba::metrics
