// question_benchmark: what the checks of a workload cost in process, beside bare look-ups in the
// same store.
//
//   question_benchmark text WORKLOAD COPIES                          tuples, one a line
//   question_benchmark ask STORE WORKLOAD COPIES QUESTIONS ROUNDS    asks, and prints JSON
//
// Every answer is verified; a wrong one ends the run with exit status 1.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <numeric>
#include <random>
#include <span>

#include <fmt/format.h>

#include "benchmarks/bare_lookups.h"
#include "benchmarks/timing.h"
#include "benchmarks/workload.h"
#include "pemba/engine.h"
#include "support/must.h"

namespace pemba::benchmarks {
namespace {

using testing::must;

std::unique_ptr<Engine> open(const std::string& folder) {
    Options options;
    options.directory = folder;
    options.durable = false;
    return must(Engine::open(options));
}

void print_text(const Workload& workload) {
    workload.for_each_tuple(
        [](const RelationTuple& tuple) { fmt::print("{}\n", to_string(tuple)); });
}

// The questions, what each costs, and how many tuples it reads.
struct Asking {
    explicit Asking(std::vector<Question> drawn)
        : questions(std::move(drawn)), best(questions.size()), reads(questions.size()),
          order(questions.size()) {
        std::iota(order.begin(), order.end(), std::size_t{0});
    }

    std::vector<Question> questions;
    BestTimes best;
    std::vector<double> reads;
    std::vector<std::size_t> order;
    std::mt19937_64 random{1};
};

void ask_round(const Engine& engine, Asking& asking) {
    std::ranges::shuffle(asking.order, asking.random);
    CheckRequest request;
    for (const std::size_t index : asking.order) {
        const Question& question = asking.questions[index];
        request = question.request; // near at hand, as one is that has just been decoded
        const auto result = must(asking.best.measure(index, [&] { return engine.check(request); }));
        must_be_right(question, result);
        asking.reads[index] = static_cast<double>(result.tuple_reads);
    }
}

std::string json_of(std::vector<double> times) {
    const Summary summary = summary_of(times);
    return fmt::format(R"({{"count":{},"median":{:.4f},"mean":{:.4f},"p99":{:.4f}}})", times.size(),
                       summary.median, summary.mean, summary.p99);
}

void print_kinds(const Asking& asking) {
    std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> kinds;
    for (std::size_t i = 0; i < asking.questions.size(); ++i)
        for (const std::string& kind : {asking.questions[i].kind, std::string("all")}) {
            kinds[kind].first.push_back(asking.best.times()[i]);
            kinds[kind].second.push_back(asking.reads[i]);
        }
    const char* separator = "";
    for (const auto& [kind, costs] : kinds) {
        fmt::print("{}\"{}\":{{\"microseconds\":{},\"reads\":{}}}", separator, kind,
                   json_of(costs.first), json_of(costs.second));
        separator = ",";
    }
}

// Of this process, without the pages of the store's file.
std::size_t anonymous_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:"))
            return std::stoul(line.substr(8));
    return 0;
}

void ask(const std::string& store, const Workload& workload, std::size_t questions,
         std::size_t rounds) {
    BareLookups bare(store, questions);
    Asking asking(workload.draw_questions(questions));
    const std::size_t before = anonymous_kib();
    const auto engine = open(store);
    for (std::size_t round = 0; round < rounds; ++round) {
        bare.run_round();
        ask_round(*engine, asking);
    }
    fmt::print("{{\"tuples\":{},\"engine_kib\":{},\"bare\":{},\"kinds\":{{",
               must(engine->statistics()).tuples, anonymous_kib() - before,
               json_of(bare.best_times()));
    print_kinds(asking);
    fmt::print("}}}}\n");
}

int run(std::span<char* const> arguments) {
    const std::vector<std::string> words(arguments.begin() + 1, arguments.end());
    auto number = [&](std::size_t index) { return std::stoul(words[index]); };
    if (words.size() == 3 && words[0] == "text") {
        print_text(Workload(words[1], number(2)));
    } else if (words.size() == 6 && words[0] == "ask") {
        ask(words[1], Workload(words[2], number(3)), number(4), number(5));
    } else {
        fmt::print(stderr,
                   "usage: question_benchmark text WORKLOAD COPIES\n"
                   "       question_benchmark ask STORE WORKLOAD COPIES QUESTIONS ROUNDS\n");
        return 2;
    }
    return 0;
}

} // namespace
} // namespace pemba::benchmarks

int main(int argc, char** argv) {
    try {
        return pemba::benchmarks::run({argv, static_cast<std::size_t>(argc)});
    } catch (const std::exception& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return 1;
    }
}
