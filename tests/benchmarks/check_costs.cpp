// check_costs WORKLOAD QUESTIONS: what the questions of a workload cost in figures that no
// machine's speed changes. Prints `KIND ANSWERS READS` for each kind of check, and for the
// listings, whose reads are not told and whose answers are their results. Under callgrind, started
// with --instr-atstart=no, it also dumps the instructions of each kind. Every answer is verified.
#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else // then nobody runs this under callgrind either
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_DUMP_STATS_AT(text) (void)(text)
#endif

#include "benchmarks/workload.h"
#include "support/temp_store.h"

namespace {

using namespace pemba;
using benchmarks::Question;
using testing::must;

/// How many answers there were, and the tuples that were read for them.
struct Cost {
    std::size_t answers = 0;
    std::uint64_t reads = 0;
};

// Asks once so that what is prepared once is not counted, and then again.
void print_cost(const std::string& kind, const std::function<Cost()>& ask) {
    ask();
    CALLGRIND_START_INSTRUMENTATION;
    const Cost cost = ask();
    CALLGRIND_DUMP_STATS_AT(kind.c_str());
    CALLGRIND_STOP_INSTRUMENTATION;
    fmt::print("{} {} {}\n", kind, cost.answers, cost.reads);
}

Cost ask_all(const Engine& engine, const std::vector<Question>& questions) {
    Cost cost{questions.size(), 0};
    for (const Question& question : questions) {
        const auto result = must(engine.check(question.request));
        must_be_right(question, result);
        cost.reads += result.tuple_reads;
    }
    return cost;
}

Cost list(const Engine& engine, const benchmarks::Listing& listing) {
    const std::size_t found = std::visit(
        [&](const auto& request) {
            if constexpr (std::is_same_v<decltype(request), const LookupObjectsRequest&>)
                return must(engine.lookup_objects(request)).objects.size();
            else
                return must(engine.lookup_subjects(request)).subjects.size();
        },
        listing.request);
    if (found != listing.results)
        throw std::runtime_error(
            fmt::format("a listing has {} results instead of {}", found, listing.results));
    return {found, 0};
}

void run(const std::string& folder, std::size_t count) {
    const benchmarks::Workload workload(folder, 1);
    const testing::TempStore store;
    const auto engine = store.open();
    workload.fill(*engine);
    std::map<std::string, std::vector<Question>> kinds;
    for (Question& question : workload.draw_questions(count))
        kinds[question.kind].push_back(std::move(question));
    for (const auto& [kind, questions] : kinds)
        print_cost(kind, [&] { return ask_all(*engine, questions); });
    for (const benchmarks::Listing& listing : workload.listings())
        print_cost(listing.kind, [&] { return list(*engine, listing); });
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: check_costs WORKLOAD QUESTIONS\n");
        return 2;
    }
    try {
        run(argv[1], std::stoul(argv[2]));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
