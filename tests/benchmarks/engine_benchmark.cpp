// What calls of the library cost that question_benchmark does not ask: conditions, lookups, reads.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "pemba/schema/compile.h"
#include "support/must.h"
#include "support/temp_store.h"

namespace {

using namespace pemba;
using pemba::testing::must;

constexpr std::size_t kDocuments = 100'000;
constexpr std::size_t kUsers = 100'000;
constexpr std::size_t kViewers = 10;

const char* const kDirectSchema = R"(
caveat three(limit int, used int, day string) { used < limit && day == "monday" && used > 2 }
definition user {}
definition document {
    relation viewer: user
    relation plain: user
    relation guest: user with three
    permission view = viewer
})";

std::size_t viewer_of(std::size_t document, std::size_t index) {
    std::mt19937_64 draw(document);
    return (draw() + 7919 * index) % kUsers;
}

RelationTuple direct_tuple(std::size_t document, std::size_t user) {
    return {{"document", "d" + std::to_string(document)},
            "viewer",
            {{"user", "u" + std::to_string(user)}, ""}};
}

std::vector<RelationTuple> direct_tuples() {
    std::vector<RelationTuple> tuples;
    for (std::size_t document = 0; document < kDocuments; ++document)
        for (std::size_t i = 0; i < kViewers; ++i)
            tuples.push_back(direct_tuple(document, viewer_of(document, i)));
    return tuples;
}

// Guests of documents, under a condition and without.
std::vector<RelationTuple> guest_tuples() {
    std::vector<RelationTuple> tuples;
    for (std::size_t i = 0; i < 1'000; ++i) {
        RelationTuple tuple{
            {"document", "c" + std::to_string(i)}, "plain", {{"user", "guest"}, ""}};
        tuples.push_back(tuple);
        tuple.relation = "guest";
        tuple.condition = {"three", R"({"limit":10})"};
        tuples.push_back(std::move(tuple));
    }
    return tuples;
}

// One store for all benchmarks.
struct Fixture {
    Fixture() : engine(store.open()) {
        auto compiled = schema::compile(kDirectSchema, "direct.zed");
        must(engine->write_schema({compiled.schema.value(), {}}));
        must(engine->import_tuples({direct_tuples(), true, {}}));
        must(engine->import_tuples({guest_tuples(), false, {}}));
    }

    static Fixture& one() {
        static Fixture fixture;
        return fixture;
    }

    testing::TempStore store;
    std::unique_ptr<Engine> engine;
    RelationTuple known = direct_tuple(0, viewer_of(0, 0));
};

// Of the guests, in turn.
void check(benchmark::State& state, const std::string& relation) {
    Fixture& fixture = Fixture::one();
    std::vector<CheckRequest> requests;
    for (const RelationTuple& tuple : guest_tuples())
        requests.push_back({.userset = {tuple.object, relation},
                            .subject = tuple.subject,
                            .consistency = {},
                            .context = R"({"used":5,"day":"monday"})"});
    std::size_t next = 0;
    for (auto _ : state) {
        auto result = fixture.engine->check(requests[next]);
        if (!result)
            state.SkipWithError(result.error().message.c_str());
        benchmark::DoNotOptimize(result);
        next = (next + 1) % requests.size();
    }
}

void check_without_condition(benchmark::State& state) {
    check(state, "plain");
}
void check_with_condition(benchmark::State& state) {
    check(state, "guest");
}

void lookup_objects(benchmark::State& state) {
    Fixture& fixture = Fixture::one();
    for (auto _ : state) {
        LookupObjectsRequest request{"document", "view", fixture.known.subject, {}, 0, {}};
        benchmark::DoNotOptimize(must(fixture.engine->lookup_objects(request)));
    }
}

void lookup_subjects(benchmark::State& state) {
    Fixture& fixture = Fixture::one();
    for (auto _ : state) {
        LookupSubjectsRequest request{{fixture.known.object, "view"}, "user", "", {}};
        benchmark::DoNotOptimize(must(fixture.engine->lookup_subjects(request)));
    }
}

void read_an_object(benchmark::State& state) {
    Fixture& fixture = Fixture::one();
    ReadRequest request;
    request.filter.namespace_name = "document";
    request.filter.object_id = fixture.known.object.id;
    for (auto _ : state)
        benchmark::DoNotOptimize(must(fixture.engine->read(request)));
}

BENCHMARK(check_without_condition);
BENCHMARK(check_with_condition);
BENCHMARK(lookup_objects);
BENCHMARK(lookup_subjects);
BENCHMARK(read_an_object);

} // namespace

BENCHMARK_MAIN();
