// What the library's calls cost, with the bare LMDB look-ups that a direct check needs beside them.
#include <benchmark/benchmark.h>

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "benchmarks/bare_lookups.h"
#include "pemba/schema/compile.h"
#include "support/must.h"
#include "support/temp_store.h"

namespace {

using namespace pemba;
using pemba::testing::must;

constexpr std::size_t kDocuments = 100'000;
constexpr std::size_t kUsers = 100'000;
constexpr std::size_t kViewers = 10;
constexpr std::size_t kQuestions = 20'000;

const char* const kDirectSchema = R"(
caveat three(limit int, used int, day string) { used < limit && day == "monday" && used > 2 }
definition user {}
definition group { relation member: user | group#member }
definition document {
    relation viewer: user
    relation shared: group#member
    relation plain: user
    relation guest: user with three
    permission view = viewer
    permission see = shared
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

// Documents that a chain of eight groups leads to.
std::vector<RelationTuple> nested_tuples() {
    std::vector<RelationTuple> tuples;
    for (std::size_t i = 0; i < 8; ++i)
        tuples.push_back({{"group", "g" + std::to_string(i)},
                          "member",
                          {{"group", "g" + std::to_string(i + 1)}, "member"}});
    tuples.push_back({{"group", "g8"}, "member", {{"user", "deep"}, ""}});
    for (std::size_t i = 0; i < 1'000; ++i)
        tuples.push_back(
            {{"document", "n" + std::to_string(i)}, "shared", {{"group", "g0"}, "member"}});
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

// One store for all benchmarks, and the same tuples in bare tables.
struct Fixture {
    Fixture() : engine(store.open()), bare(store.path() / "bare") {
        auto compiled = schema::compile(kDirectSchema, "direct.zed");
        must(engine->write_schema({compiled.schema.value(), {}}));
        auto tuples = direct_tuples();
        bare.fill(tuples);
        ImportRequest request{std::move(tuples), true, {}};
        must(engine->import_tuples(std::move(request)));
        must(engine->import_tuples({nested_tuples(), false, {}}));
        must(engine->import_tuples({guest_tuples(), false, {}}));
        std::mt19937_64 random(1);
        for (std::size_t i = 0; i < kQuestions; ++i) {
            std::size_t document = random() % kDocuments;
            allowed.push_back(direct_tuple(document, viewer_of(document, random() % kViewers)));
            denied.push_back(direct_tuple(document, random() % kUsers));
        }
    }

    static Fixture& one() {
        static Fixture fixture;
        return fixture;
    }

    testing::TempStore store;
    std::unique_ptr<Engine> engine;
    benchmarks::BareLookups bare;
    std::vector<RelationTuple> allowed;
    std::vector<RelationTuple> denied;
};

void check(benchmark::State& state, const std::vector<RelationTuple>& questions,
           const std::string& relation, const std::string& context = {}) {
    Fixture& fixture = Fixture::one();
    std::vector<CheckRequest> requests;
    for (const RelationTuple& tuple : questions)
        requests.push_back({.userset = {tuple.object, relation},
                            .subject = tuple.subject,
                            .consistency = {},
                            .context = context});
    std::size_t next = 0;
    for (auto _ : state) {
        auto result = fixture.engine->check(requests[next]);
        if (!result)
            state.SkipWithError(result.error().message.c_str());
        benchmark::DoNotOptimize(result);
        next = (next + 1) % requests.size();
    }
}

void bare(benchmark::State& state, const std::vector<RelationTuple>& questions) {
    Fixture& fixture = Fixture::one();
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(fixture.bare.has(questions[next]));
        next = (next + 1) % questions.size();
    }
}

void check_direct_allowed(benchmark::State& state) {
    check(state, Fixture::one().allowed, "view");
}
void check_direct_denied(benchmark::State& state) {
    check(state, Fixture::one().denied, "view");
}
void bare_allowed(benchmark::State& state) {
    bare(state, Fixture::one().allowed);
}
void bare_denied(benchmark::State& state) {
    bare(state, Fixture::one().denied);
}

void check_nested_groups(benchmark::State& state) {
    std::vector<RelationTuple> questions;
    for (std::size_t i = 0; i < 1'000; ++i)
        questions.push_back({{"document", "n" + std::to_string(i)}, "", {{"user", "deep"}, ""}});
    check(state, questions, "see");
}

std::vector<RelationTuple> guests() {
    std::vector<RelationTuple> questions;
    for (const RelationTuple& tuple : guest_tuples())
        questions.push_back(tuple);
    return questions;
}
const char* const kContext = R"({"used":5,"day":"monday"})";

void check_without_condition(benchmark::State& state) {
    check(state, guests(), "plain", kContext);
}
void check_with_condition(benchmark::State& state) {
    check(state, guests(), "guest", kContext);
}

void lookup_objects(benchmark::State& state) {
    Fixture& fixture = Fixture::one();
    for (auto _ : state) {
        LookupObjectsRequest request{"document", "view", fixture.allowed[0].subject, {}, 0, {}};
        benchmark::DoNotOptimize(must(fixture.engine->lookup_objects(request)));
    }
}

void lookup_subjects(benchmark::State& state) {
    Fixture& fixture = Fixture::one();
    for (auto _ : state) {
        LookupSubjectsRequest request{{fixture.allowed[0].object, "view"}, "user", "", {}};
        benchmark::DoNotOptimize(must(fixture.engine->lookup_subjects(request)));
    }
}

void read_an_object(benchmark::State& state) {
    Fixture& fixture = Fixture::one();
    ReadRequest request;
    request.filter.namespace_name = "document";
    request.filter.object_id = fixture.allowed[0].object.id;
    for (auto _ : state)
        benchmark::DoNotOptimize(must(fixture.engine->read(request)));
}

BENCHMARK(bare_allowed);
BENCHMARK(check_direct_allowed);
BENCHMARK(bare_denied);
BENCHMARK(check_direct_denied);
BENCHMARK(check_nested_groups);
BENCHMARK(check_without_condition);
BENCHMARK(check_with_condition);
BENCHMARK(lookup_objects);
BENCHMARK(lookup_subjects);
BENCHMARK(read_an_object);

} // namespace

BENCHMARK_MAIN();
