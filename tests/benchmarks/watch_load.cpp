// watch_load PEMBAD [SECONDS [WATCHERS [RATE]]]: many watchers, fast, slow and unsteady, beside
// steady writes. Fails if a watcher is told anything twice, too late or not at all, if two are told
// different orders, or if the server's memory grows beyond its bound. Default: 60 100 1000.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <random>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include "benchmarks/pembad_process.h"
#include "support/line_stream.h"

using namespace pemba::testing;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kWriters = 8;
constexpr std::size_t kMaxGrowth = 64 << 20; // of the server's memory: its kept revisions, a chunk
                                             // for each watcher, and the allocator's slack
constexpr auto kPatience = 120s;             // for the last to catch up once the writes have ended

struct Load {
    const PembadProcess& server;
    int seconds = 60, watchers = 100, rate = 1'000;
    std::string begin; ///< the token that everybody begins after
    std::atomic<std::size_t> written = 0;
    std::atomic<bool> writing = true;
};

// One client that watches. A slow one reads a little at a time while writes go on, less than comes;
// an unsteady one drops its connection now and then and goes on from its last whole line.
class Watcher {
public:
    enum class Kind { Fast, Slow, Unsteady };

    Watcher(Load& load, Kind kind, unsigned seed)
        : load_(load), kind_(kind), random_(seed), token_(load.begin) {
        connect();
    }
    ~Watcher() { ::close(socket_); }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    void receive() {
        static thread_local char buffer[256 * 1024];
        const bool little = kind_ == Kind::Slow && load_.writing;
        if (little && Clock::now() < rests_until_)
            return;
        const ssize_t got = ::recv(socket_, buffer, little ? 1024 : sizeof buffer, MSG_DONTWAIT);
        if (got <= 0)
            return;
        stream_.feed({buffer, static_cast<std::size_t>(got)});
        stream_.take_lines([this](std::string_view line) { note(line); });
        rests_until_ = Clock::now() + 20ms;
        if (kind_ == Kind::Unsteady && random_() % 500 == 0 && load_.writing) {
            ::close(socket_);
            ++reconnects_;
            connect();
        }
    }

    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] std::size_t told() const { return told_; }
    [[nodiscard]] std::size_t repeated() const { return repeated_; }
    [[nodiscard]] std::size_t order() const { return order_; }
    [[nodiscard]] std::size_t reconnects() const { return reconnects_; }
    [[nodiscard]] std::size_t errors() const { return errors_; }

private:
    void connect() {
        socket_ = load_.server.connect(kind_ == Kind::Slow ? 16 * 1024 : 0);
        stream_ = {};
        load_.server.send(socket_, "/v1/watch",
                          R"({"optionalStartCursor":{"token":")" + token_ + "\"}}");
    }

    void note(std::string_view line) {
        const auto object = between(line, R"("objectId":"n)");
        if (object.empty()) {
            ++errors_;
            return;
        }
        const std::size_t number = std::stoul(std::string(object));
        if (number >= seen_.size())
            seen_.resize(number + 10'000);
        repeated_ += seen_[number] ? 1 : 0;
        seen_[number] = true;
        ++told_;
        order_ = order_ * 1'099'511'628'211u + number;
        token_ = between(line, R"("changesThrough":{"token":")");
    }

    static std::string_view between(std::string_view line, std::string_view before) {
        const auto at = line.find(before);
        if (at == line.npos)
            return {};
        line.remove_prefix(at + before.size());
        return line.substr(0, line.find('"'));
    }

    Load& load_;
    Kind kind_;
    std::minstd_rand random_;
    std::string token_;
    int socket_ = -1;
    LineStream stream_;
    std::vector<bool> seen_;
    std::size_t told_ = 0, repeated_ = 0, order_ = 0, reconnects_ = 0, errors_ = 0;
    Clock::time_point rests_until_{};
};

using Watchers = std::vector<std::unique_ptr<Watcher>>;

// Reads for some watchers until all of them have everything, or patience ends.
void read_all(Load& load, Watchers& watchers) {
    std::vector<pollfd> sockets(watchers.size());
    auto give_up = Clock::time_point::max();
    for (bool behind = true; behind && Clock::now() < give_up;) {
        for (std::size_t i = 0; i < watchers.size(); ++i)
            sockets[i] = {watchers[i]->socket(), POLLIN, 0};
        ::poll(sockets.data(), sockets.size(), 5);
        behind = load.writing;
        for (std::size_t i = 0; i < watchers.size(); ++i) {
            if (sockets[i].revents != 0)
                watchers[i]->receive();
            behind = behind || watchers[i]->told() < load.written;
        }
        if (!load.writing && give_up == Clock::time_point::max())
            give_up = Clock::now() + kPatience;
        if (load.writing) // let bytes gather: the client is not what is measured
            std::this_thread::sleep_for(2ms);
    }
}

// Writes relationship after relationship at a steady pace, until time is up.
void write_steadily(Load& load, int writer, Clock::time_point end, std::vector<double>& latencies) {
    const int socket = load.server.connect();
    const auto pause = std::chrono::nanoseconds(1s) * kWriters / load.rate;
    auto due = Clock::now() + pause * writer / kWriters;
    for (std::size_t i = 0; due < end; ++i, due += pause) {
        std::this_thread::sleep_until(due);
        const auto number = i * kWriters + static_cast<std::size_t>(writer);
        const auto begin = Clock::now();
        load.server.must_call(socket, "/v1/relationships/write",
                              fmt::format(R"({{"updates":[{{"operation":"OPERATION_TOUCH",)"
                                          R"("relationship":{{"resource":{{"objectType":"doc",)"
                                          R"("objectId":"n{}"}},"relation":"viewer","subject":)"
                                          R"({{"object":{{"objectType":"user","objectId":"ann")"
                                          R"(}}}}}}}}]}})",
                                          number));
        latencies.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
        ++load.written;
    }
    ::close(socket);
}

struct Measured {
    std::size_t memory_before = 0, memory_most = 0, most_behind = 0;
    std::vector<double> latencies;
    double seconds = 0;
};

Measured run_writers(Load& load) {
    Measured measured{.memory_before = load.server.anonymous_bytes()};
    const auto begin = Clock::now(), end = begin + std::chrono::seconds(load.seconds);
    std::vector<std::vector<double>> latencies(kWriters);
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i)
        writers.emplace_back([&, i] { write_steadily(load, i, end, latencies[i]); });
    while (Clock::now() < end) {
        std::this_thread::sleep_for(200ms);
        measured.memory_most = std::max(measured.memory_most, load.server.anonymous_bytes());
        measured.most_behind = std::max(
            measured.most_behind, load.server.metric("pembad_watch_slowest_behind_revisions"));
    }
    for (auto& writer : writers)
        writer.join();
    measured.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    for (const auto& some : latencies)
        measured.latencies.insert(measured.latencies.end(), some.begin(), some.end());
    std::ranges::sort(measured.latencies);
    return measured;
}

int report(const Load& load, const Measured& measured, const Watchers& watchers, double catch_up) {
    std::size_t told = 0, lost = 0, repeated = 0, reconnects = 0, errors = 0, orders = 0;
    for (const auto& watcher : watchers) {
        told += watcher->told();
        lost += load.written - std::min<std::size_t>(load.written, watcher->told());
        repeated += watcher->repeated();
        reconnects += watcher->reconnects();
        errors += watcher->errors();
        orders += watcher->order() != watchers.front()->order() ? 1 : 0;
    }
    const auto growth =
        measured.memory_most - std::min(measured.memory_most, measured.memory_before);
    const auto& latencies = measured.latencies;
    const double rate = static_cast<double>(load.written) / measured.seconds;
    fmt::print("{} writes, {:.0f}/s; latency p50 {:.1f} ms, p99 {:.1f} ms\n", load.written.load(),
               rate, latencies[latencies.size() / 2], latencies[latencies.size() * 99 / 100]);
    fmt::print("{} watchers were told {} changes; {} reconnects; the slowest was {} revisions "
               "behind, and everybody had everything {:.1f} s after the last write\n",
               watchers.size(), told, reconnects, measured.most_behind, catch_up);
    fmt::print("server memory {} KiB, at most {} KiB more; {} KiB after\n",
               measured.memory_before >> 10, growth >> 10, load.server.anonymous_bytes() >> 10);
    fmt::print("lost {}, repeated {}, other order {}, errors {}\n", lost, repeated, orders, errors);
    const bool good =
        lost + repeated + orders + errors == 0 && growth <= kMaxGrowth && rate >= 0.9 * load.rate;
    fmt::print("{}\n", good ? "1 passed, 0 failed" : "0 passed, 1 failed");
    return good ? 0 : 1;
}

int run(Load& load) {
    // Two threads read: one for the slow, which must not hold up the others.
    Watchers steady, slow;
    for (int i = 0; i < load.watchers; ++i) {
        const auto kind = i % 5 < 2    ? Watcher::Kind::Slow
                          : i % 5 == 2 ? Watcher::Kind::Unsteady
                                       : Watcher::Kind::Fast;
        (kind == Watcher::Kind::Slow ? slow : steady)
            .push_back(std::make_unique<Watcher>(load, kind, static_cast<unsigned>(i)));
    }
    std::this_thread::sleep_for(300ms);
    std::thread first([&] { read_all(load, steady); }), second([&] { read_all(load, slow); });
    const auto measured = run_writers(load);
    load.writing = false;
    const auto ended = Clock::now();
    first.join();
    second.join();
    const double catch_up = std::chrono::duration<double>(Clock::now() - ended).count();
    std::ranges::move(slow, std::back_inserter(steady));
    return report(load, measured, steady, catch_up);
}

} // namespace

int main(int count, char** arguments) {
    if (count < 2 || count > 5) {
        fmt::print(stderr, "usage: watch_load PEMBAD [SECONDS [WATCHERS [RATE]]]\n");
        return 2;
    }
    auto number = [&](int at, int otherwise) {
        return at < count ? std::stoi(arguments[at]) : otherwise;
    };
    try {
        PembadProcess server(arguments[1]);
        Load load{server, number(2, 60), number(3, 100), number(4, 1'000)};
        load.begin = server.write_schema("definition user {}\n"
                                         "definition doc {\n  relation viewer: user\n}\n");
        return run(load);
    } catch (const std::exception& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return 1;
    }
}
