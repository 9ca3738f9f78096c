// check_costs WORKLOAD QUESTIONS: what the checks of a workload cost in figures that no machine's
// speed changes. Prints `KIND QUESTIONS READS` for each kind of question, where READS is of all of
// them. Under callgrind, started with --instr-atstart=no, it also dumps the instructions of each
// kind. Every answer is verified.
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include <valgrind/callgrind.h>

#include "benchmarks/workload.h"
#include "pemba/schema/compile.h"
#include "support/temp_store.h"

namespace {

using namespace pemba;
using benchmarks::Question;
using testing::must;

void fill(Engine& engine, const benchmarks::Workload& workload) {
    auto compiled = schema::compile(workload.schema_text(), "schema.zed");
    must(engine.write_schema({compiled.schema.value(), {}}));
    ImportRequest request;
    workload.for_each_tuple(
        [&](RelationTuple tuple) { request.tuples.push_back(std::move(tuple)); });
    request.touch = true; // a generator may draw a tuple twice
    must(engine.import_tuples(std::move(request)));
}

std::uint64_t ask_all(const Engine& engine, const std::vector<Question>& questions) {
    std::uint64_t reads = 0;
    for (const Question& question : questions) {
        const auto result = must(engine.check(question.request));
        if ((result.decision.permissionship == Permissionship::Yes) != question.allowed)
            throw std::runtime_error("a wrong answer about " + to_string(question.request.userset));
        reads += result.tuple_reads;
    }
    return reads;
}

void print_costs(const Engine& engine, const std::vector<Question>& questions) {
    ask_all(engine, questions); // what is prepared once is not counted
    CALLGRIND_START_INSTRUMENTATION;
    const std::uint64_t reads = ask_all(engine, questions);
    CALLGRIND_DUMP_STATS_AT(questions.front().kind.c_str());
    CALLGRIND_STOP_INSTRUMENTATION;
    std::printf("%s %zu %llu\n", questions.front().kind.c_str(), questions.size(),
                static_cast<unsigned long long>(reads));
}

void run(const std::string& folder, std::size_t count) {
    const benchmarks::Workload workload(folder, 1);
    const testing::TempStore store;
    const auto engine = store.open();
    fill(*engine, workload);
    std::map<std::string, std::vector<Question>> kinds;
    for (Question& question : workload.draw_questions(count))
        kinds[question.kind].push_back(std::move(question));
    for (const auto& [kind, questions] : kinds)
        print_costs(*engine, questions);
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
