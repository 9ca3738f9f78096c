// Whether it is ready, and if not, why.
#include "api/health.h"

#include <algorithm>
#include <future>
#include <thread>

#include <doctest/doctest.h>

#include "daemon/running_daemon.h"
#include "pemba/schema/compile.h"
#include "support/must.h"

using namespace pemba;
using namespace pemba::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kSchema = "definition user {}\ndefinition doc {\n relation viewer: user\n}";
constexpr std::uint64_t kMiB = 1 << 20;

// A database with the operators' routes on it, without a server.
class Probed {
public:
    explicit Probed(api::ReadyLimits limits, std::uint64_t map_bytes = 64 * kMiB,
                    std::chrono::milliseconds oldest_figures = 0ms) {
        Options options = store_.options();
        options.map_bytes = map_bytes;
        database_ = must(Database::open(options));
        must(engine().write_schema({schema::compile(kSchema, "doc.zed").schema.value(), {}}));
        health_.emplace(api::Health{.database = *database_,
                                    .metrics = metrics_,
                                    .limits = limits,
                                    .oldest_figures = oldest_figures,
                                    .is_ready = [this] { return serving; },
                                    .measure = [](metrics::Gauges&) {}});
        endpoints_ = api::health_endpoints(*health_);
    }

    http::Response get(std::string_view path) const {
        const auto found = std::ranges::find(
            endpoints_, path, [](const auto& row) -> std::string_view { return row.route.path; });
        http::Request request;
        return std::get<http::Handler>(found->route.handler)(request);
    }
    Engine& engine() const { return *database_->default_store(); }

    bool serving = true;

private:
    TempStore store_;
    std::unique_ptr<Database> database_;
    metrics::Metrics metrics_;
    std::optional<api::Health> health_;
    std::vector<api::Endpoint> endpoints_;
};

WriteRequest touch(std::string_view tuple) {
    return {{{UpdateKind::Touch, tuple_of(tuple)}}, {}, {}};
}

ImportRequest too_much() {
    ImportRequest large;
    for (int i = 0; i < 20'000; ++i) {
        const std::string number = std::to_string(i);
        large.tuples.push_back(tuple_of("doc:d" + number + "#viewer@user:u" + number));
    }
    return large;
}

DatabaseStatistics all_well() {
    DatabaseStatistics statistics;
    statistics.writable_bytes = 100 * kMiB;
    return statistics;
}

std::string reasons(const DatabaseStatistics& statistics, const api::ReadyLimits& limits) {
    std::string all;
    for (const auto& obstacle : api::find_obstacles(statistics, limits))
        all.append(obstacle.reason).append(" ");
    return all;
}

} // namespace

TEST_SUITE("api/health") {
    TEST_CASE("health: a server that serves is ready, one that does not says so") {
        Probed probed({.write_stall = 30s, .least_writable_bytes = 1});
        CHECK(probed.get("/readyz").status == 200);
        CHECK(count(probed.get("/metrics").body, "\npembad_ready 1\n") == 1);
        probed.serving = false;
        const auto answer = probed.get("/readyz");
        CHECK(answer.status == 503);
        CHECK(count(answer.body, R"("reason":"NOT_SERVING")") == 1);
        CHECK(count(probed.get("/metrics").body, "\npembad_ready 0\n") == 1);
    }
    TEST_CASE("health: a writer that is stuck while writes wait is told, until it goes on") {
        const Probed probed({.write_stall = 1s});
        std::promise<void> go;
        auto gate = go.get_future().share();
        probed.engine().write(touch("doc:1#viewer@user:ann"),
                              [gate](const Result<WriteResult>&) { gate.wait(); });
        std::promise<void> written;
        probed.engine().write(touch("doc:2#viewer@user:ann"),
                              [&](const Result<WriteResult>&) { written.set_value(); });
        CHECK(probed.get("/readyz").status == 200); // it might only be slow
        std::this_thread::sleep_for(1100ms);
        const auto stuck = probed.get("/readyz");
        const std::string scraped = probed.get("/metrics").body;
        go.set_value();
        written.get_future().get();
        CHECK(stuck.status == 503);
        CHECK(count(stuck.body, R"("reason":"WRITER_STUCK")") == 1);
        CHECK(count(scraped, "\npembad_writer_stalled_seconds 1\n") == 1);
        // The writer has told of the write before it has done with it.
        for (int i = 0; i < 500 && probed.get("/readyz").status != 200; ++i)
            std::this_thread::sleep_for(10ms);
        CHECK(probed.get("/readyz").status == 200);
    }
    TEST_CASE("health: a write that finds no room is told, until one does") {
        const Probed probed({}, 2 * kMiB);
        CHECK(probed.engine().import_tuples(too_much()).error().code == ErrorCode::StoreFull);
        const auto full = probed.get("/readyz");
        CHECK(full.status == 503);
        CHECK(count(full.body, R"("reason":"STORE_FULL")") == 1);
        CHECK(count(probed.get("/metrics").body, "\npembad_writer_failed_commits_total 1\n") == 1);
        must(probed.engine().write(touch("doc:1#viewer@user:ann")));
        CHECK(probed.get("/readyz").status == 200);
    }
    TEST_CASE("health: too little room is told before it is used up") {
        const Probed probed({.least_writable_bytes = 3 * kMiB}, 4 * kMiB);
        CHECK(probed.get("/readyz").status == 200);
        auto tuples = too_much();
        tuples.tuples.resize(12'000);
        must(probed.engine().import_tuples(tuples));
        const auto low = probed.get("/readyz");
        CHECK(low.status == 503);
        CHECK(count(low.body, R"("reason":"SPACE_LOW")") == 1);
        CHECK(count(low.body, "map-size") == 1);
    }
    TEST_CASE("health: a bound of 0 is none") {
        DatabaseStatistics statistics;
        statistics.writer.stalled_for = 1h;
        CHECK(reasons(statistics, {}).empty());
        CHECK(reasons(statistics, {.write_stall = 2h}).empty());
        CHECK(reasons(statistics, {.write_stall = 1h, .least_writable_bytes = 1}) ==
              "WRITER_STUCK SPACE_LOW ");
    }
    TEST_CASE("health: a failed commit counts for half a minute, so that another write may try") {
        DatabaseStatistics statistics = all_well();
        statistics.writer.last_failure = {ErrorCode::StoreFull, 29s};
        CHECK(reasons(statistics, {}) == "STORE_FULL ");
        statistics.writer.last_failure = {ErrorCode::StoreFailed, 0s};
        CHECK(reasons(statistics, {}) == "WRITE_FAILED ");
        statistics.writer.last_failure = {ErrorCode::StoreFailed, 30s};
        CHECK(reasons(statistics, {}).empty());
    }
    TEST_CASE("health: metrics, which take long to write, are written a hundred times a second") {
        const Probed probed({});
        const auto began = std::chrono::steady_clock::now();
        int written = 0;
        for (int i = 0; i < 500; ++i) {
            const auto answer = probed.get("/metrics");
            written += answer.status == 200;
            if (answer.status != 200)
                CHECK(count(answer.headers, "Retry-After: 1") == 1);
        }
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
        CHECK(written >= 100);
        CHECK(written <= 101 + 100 * seconds.count());
    }
    TEST_CASE("health: figures that take long to find out are kept until they are too old") {
        const Probed probed({}, 64 * kMiB, 500ms);
        const auto commits = [&] {
            const std::string text = probed.get("/metrics").body;
            const std::string name = "\npembad_store_commits_total ";
            return std::stoi(text.substr(text.find(name) + name.size()));
        };
        const auto begun = std::chrono::steady_clock::now();
        const int before = commits();
        must(probed.engine().write(touch("doc:1#viewer@user:ann")));
        const int kept = commits();
        if (std::chrono::steady_clock::now() - begun < 500ms) // which is enough, mostly
            CHECK(kept == before);
        std::this_thread::sleep_for(500ms);
        CHECK(probed.get("/readyz").status == 200); // which makes them for both
        CHECK(commits() == before + 1);
    }
    TEST_CASE("health: commits are measured, and who holds an old snapshot is seen") {
        const Probed probed({});
        auto listing = probed.get("/metrics").body;
        CHECK(count(listing, "pembad_store_oldest_reader_behind_commits 0\n") == 1);
        for (const char* tuple : {"doc:1#viewer@user:ann", "doc:2#viewer@user:ann"})
            must(probed.engine().write(touch(tuple)));
        listing = probed.get("/metrics").body;
        CHECK(count(listing, "pembad_writer_commit_seconds_count 3\n") == 1); // with the schema
        CHECK(count(listing, "pembad_writer_group_writes_bucket{le=\"1\"} 3\n") == 1);
        CHECK(count(listing, "pembad_writer_group_writes_sum 3\n") == 1);
        CHECK(count(listing, "# TYPE pembad_store_commits_total counter\n") == 1);
    }
}
