// The file of the audit log and the queue before it: sizes, other files of the name, full disks.
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "audit/trail.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace std::chrono_literals;

namespace {

std::string read(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// Waits for what another thread does.
template <class Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 500 && !condition(); ++i)
        std::this_thread::sleep_for(20ms);
    return condition();
}

struct Folder {
    TempStore folder;
    std::filesystem::path file = folder.path() / "audit.log";

    [[nodiscard]] std::string text(const std::string& ending = "") const {
        return read(file.string() + ending);
    }
    [[nodiscard]] std::unique_ptr<audit::Trail> open(audit::Options options = {}) const {
        options.file = file.string();
        return must(audit::Trail::open(std::move(options)));
    }
};

} // namespace

TEST_SUITE("audit/trail") {
    TEST_CASE("trail: lines come into the file in their order, which is not for everybody") {
        const Folder at;
        {
            const auto trail = at.open();
            trail->append("one\n");
            trail->append("two\nthree\n", 2);
            CHECK(comes_true([&] { return at.text() == "one\ntwo\nthree\n"; }));
            CHECK(trail->statistics().lines == 3);
            trail->append("four\n");
        }
        CHECK(at.text() == "one\ntwo\nthree\nfour\n"); // the end writes what waits
        struct stat status {};
        REQUIRE(::stat(at.file.c_str(), &status) == 0);
        CHECK((status.st_mode & 0137) == 0);
    }
    TEST_CASE("trail: what is there already stays, and a line that was cut off is ended") {
        const Folder at;
        std::ofstream(at.file) << "before\ncut o";
        at.open()->append("after\n");
        CHECK(at.text() == "before\ncut o\nafter\n");
    }
    TEST_CASE("trail: a full file is renamed, no line is cut, and the oldest goes") {
        const Folder at;
        const auto trail = at.open({.sizes = {.bytes = 20, .kept = 2}});
        std::string all;
        for (int i = 1; i <= 8; ++i)
            all += "line " + std::to_string(i) + "\n"; // of 7 bytes: two a file
        trail->append(all, 8);
        CHECK(comes_true([&] { return at.text() == "line 7\nline 8\n"; }));
        CHECK(at.text(".1") == "line 5\nline 6\n");
        CHECK(at.text(".2") == "line 3\nline 4\n");
        CHECK(!std::filesystem::exists(at.file.string() + ".3"));
    }
    TEST_CASE("trail: a line that is larger than a file may be has one for itself") {
        const Folder at;
        const std::string large = std::string(50, 'x') + "\n";
        at.open({.sizes = {.bytes = 20, .kept = 5}})->append("a\n" + large + "b\n", 3);
        CHECK(at.text() == "b\n");
        CHECK(at.text(".1") == large);
        CHECK(at.text(".2") == "a\n");
    }
    TEST_CASE("trail: a file that was renamed goes on under its name, told or not") {
        const Folder at;
        const auto trail = at.open();
        trail->append("one\n");
        REQUIRE(comes_true([&] { return at.text() == "one\n"; }));
        std::filesystem::rename(at.file, at.file.string() + ".old");
        trail->reopen();
        REQUIRE(comes_true([&] { return std::filesystem::exists(at.file); }));
        trail->append("two\n");
        CHECK(comes_true([&] { return at.text() == "two\n"; }));
        std::filesystem::rename(at.file, at.file.string() + ".older");
        CHECK(comes_true([&] {
            trail->append("x\n");
            std::this_thread::sleep_for(50ms);
            return std::filesystem::exists(at.file);
        }));
        CHECK(at.text(".old") == "one\n");
    }
    TEST_CASE("trail: a file that could not be opened again is tried until it can be") {
        const TempStore folder;
        const auto place = folder.path() / "logs";
        std::filesystem::create_directory(place);
        const auto trail = must(audit::Trail::open({.file = (place / "audit.log").string()}));
        std::filesystem::remove_all(place);
        trail->reopen();
        REQUIRE(comes_true([&] { return !trail->statistics().problem.empty(); }));
        std::filesystem::create_directory(place);
        CHECK(comes_true([&] { return trail->statistics().problem.empty(); })); // without a line
        trail->append("one\n");
        CHECK(comes_true([&] { return read(place / "audit.log") == "one\n"; }));
    }
    TEST_CASE("trail: a disk that takes nothing keeps lines waiting until there is no room") {
        std::vector<std::string> told;
        {
            audit::Options options{.file = "/dev/full", .queue_bytes = 100};
            options.on_trouble = [&](const std::string& problem) { told.push_back(problem); };
            const auto trail = must(audit::Trail::open(options));
            CHECK(trail->has_room());
            const std::string line = std::string(59, 'x') + "\n";
            trail->append(line);
            CHECK(trail->has_room());
            trail->append(line); // room is asked for before a call begins: its line is always taken
            CHECK(!trail->has_room());
            CHECK(comes_true([&] { return trail->statistics().failures > 3; }));
            const auto statistics = trail->statistics();
            CHECK(statistics.queued_bytes == 120);
            CHECK(statistics.is_full);
            CHECK(statistics.problem.find("`/dev/full`: No space left") != std::string::npos);
        }
        REQUIRE(told.size() == 2); // once, however often it is tried
        CHECK(told.back() == "120 bytes of lines are lost");
    }
    TEST_CASE("trail: once the disk takes lines again they are all there, each whole") {
        const Folder at;
        struct rlimit before {};
        ::getrlimit(RLIMIT_FSIZE, &before);
        const auto signal = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{30, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small); // as a disk that has room for 30 bytes
        const auto trail = at.open();
        std::string all;
        for (int i = 0; i < 10; ++i)
            all += "a line of 20 bytes " + std::to_string(i) + "\n";
        trail->append(all, 10);
        CHECK(comes_true([&] { return !trail->statistics().problem.empty(); }));
        CHECK(at.text() == all.substr(0, 21)); // the part of the second is taken back
        ::setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, signal);
        CHECK(comes_true([&] { return at.text() == all; }));
        CHECK(comes_true([&] { return trail->statistics().problem.empty(); }));
        CHECK(trail->statistics().queued_bytes == 0);
    }
    TEST_CASE("trail: many threads lose and mix nothing") {
        const Folder at;
        {
            const auto trail = at.open({.sizes = {.bytes = 1 << 20, .kept = 100}});
            std::vector<std::thread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([&, t] {
                    const std::string line = std::string(100, static_cast<char>('a' + t)) + "\n";
                    for (int i = 0; i < 20'000; ++i)
                        trail->append(line);
                });
            for (auto& thread : threads)
                thread.join();
        }
        std::array<int, 4> counts{};
        for (const auto& entry : std::filesystem::directory_iterator(at.folder.path())) {
            std::ifstream in(entry.path());
            for (std::string line; std::getline(in, line);)
                if (line == std::string(100, line.front()))
                    ++counts.at(static_cast<std::size_t>(line.front() - 'a'));
        }
        CHECK(counts == std::array{20'000, 20'000, 20'000, 20'000});
    }
    TEST_CASE("trail: a file that cannot be opened is told with its name") {
        const auto opened = audit::Trail::open({.file = "/nowhere/audit.log"});
        REQUIRE(!opened);
        CHECK(opened.error().message ==
              "cannot open `/nowhere/audit.log`: No such file or directory");
    }
}
