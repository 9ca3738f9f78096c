// compare: asks the engine and the reference the same random questions until time or patience ends.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "reference/rounds.h"

namespace {

using pemba::reference::Failure;
using pemba::reference::Rounds;
using pemba::reference::Totals;
using Clock = std::chrono::steady_clock;

struct Arguments {
    double seconds = 10;
    std::uint64_t questions = 0;
    std::uint64_t seed = 0;
    unsigned threads = 1;
    pemba::Dialect dialect = pemba::Dialect::Zed;
    pemba::Optimisations optimisations;
};

unsigned long long shown(std::uint64_t number) {
    return number;
}

void print_progress(const Totals& totals) {
    if (isatty(STDERR_FILENO) != 0)
        std::fprintf(stderr, "\r%llu questions, %llu schemas", shown(totals.questions()),
                     shown(totals.schemas));
}

void print_totals(const Arguments& arguments, const Totals& totals, double seconds) {
    std::printf("seed %llu, %u threads, %.1f s, %llu schemas (%llu more were refused)\n",
                shown(arguments.seed), arguments.threads, seconds, shown(totals.schemas),
                shown(totals.refused_schemas));
    std::printf("%llu replays of a watch\n", shown(totals.replays));
    std::printf("%llu questions: %llu checks (%llu yes, %llu conditional, %llu with a condition "
                "that fails, %llu without an answer), "
                "%llu lookups of objects, %llu lookups of subjects, %llu expands; "
                "%llu of them at older snapshots, %llu with premises\n",
                shown(totals.questions()), shown(totals.asked[0]), shown(totals.allowed),
                shown(totals.conditional), shown(totals.failed), shown(totals.undefined),
                shown(totals.asked[1]), shown(totals.asked[2]), shown(totals.asked[3]),
                shown(totals.at_older_snapshots), shown(totals.with_premises));
}

std::vector<Failure> play(const Arguments& arguments, Totals& totals) {
    const auto begin = Clock::now();
    std::atomic<bool> failed = false;
    auto stop = [&] {
        print_progress(totals);
        bool asked = arguments.questions > 0 && totals.questions() >= arguments.questions;
        bool late =
            arguments.questions == 0 &&
            std::chrono::duration<double>(Clock::now() - begin).count() >= arguments.seconds;
        return failed || asked || late;
    };
    std::vector<Failure> failures;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < arguments.threads; ++i)
        threads.emplace_back([&, i] {
            auto failure =
                Rounds(arguments.seed + i, totals, arguments.dialect, arguments.optimisations)
                    .play(stop);
            if (!failure)
                return;
            failed = true;
            std::lock_guard lock(mutex);
            failures.push_back(*failure);
        });
    for (std::thread& thread : threads)
        thread.join();
    return failures;
}

} // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    arguments.seed = std::random_device()();
    CLI::App app("Compares the engine with the reference evaluator on random worlds.");
    app.add_option("--seconds", arguments.seconds, "how long")->capture_default_str();
    app.add_option("--questions", arguments.questions, "instead of --seconds: how many questions");
    app.add_option("--seed", arguments.seed, "thread i plays seed + i; at random if not given");
    app.add_option("--threads", arguments.threads, "each with a store of its own")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    const std::map<std::string, pemba::Dialect> dialects{{"zed", pemba::Dialect::Zed},
                                                         {"fga", pemba::Dialect::Fga}};
    app.add_option("--dialect", arguments.dialect, "of the schemas: zed or fga")
        ->transform(CLI::CheckedTransformer(dialects));
    std::vector<std::string> without;
    app.add_option("--without", without,
                   "optimisations that no store has; each has some turned off at random anyway")
        ->check(CLI::IsMember({"lookup_sets", "union_walks", "leopard"}));
    CLI11_PARSE(app, argc, argv);
    auto is_used = [&](const char* name) {
        return std::ranges::find(without, name) == without.end();
    };
    arguments.optimisations.lookup_sets = is_used("lookup_sets");
    arguments.optimisations.union_walks = is_used("union_walks");
    arguments.optimisations.leopard = is_used("leopard");

    Totals totals;
    const auto begin = Clock::now();
    auto failures = play(arguments, totals);
    if (isatty(STDERR_FILENO) != 0)
        std::fputs("\n", stderr);
    print_totals(arguments, totals, std::chrono::duration<double>(Clock::now() - begin).count());
    for (const Failure& failure : failures)
        std::printf("\nDIFFERENCE\n%s", failure.text.c_str());
    std::printf("%d passed, %d failed\n", failures.empty() ? 1 : 0, failures.empty() ? 0 : 1);
    return failures.empty() ? 0 : 1;
}
