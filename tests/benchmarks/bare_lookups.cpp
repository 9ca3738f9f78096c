// BareLookups: plain LMDB calls, nothing of lib.
#include "benchmarks/bare_lookups.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include <lmdb.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/timing.h"

namespace pemba::benchmarks {
namespace {

constexpr char kRunRound = 'r', kSendTimes = 't';

void ok(int status) {
    if (status != 0)
        throw std::runtime_error(mdb_strerror(status));
}

void send_all(int channel, const void* data, std::size_t size) {
    for (const char* next = static_cast<const char*>(data); size > 0;) {
        const ssize_t sent = ::send(channel, next, size, MSG_NOSIGNAL);
        if (sent <= 0)
            throw std::runtime_error("the bare look-ups' process is gone");
        next += sent;
        size -= static_cast<std::size_t>(sent);
    }
}

void receive_all(int channel, void* data, std::size_t size) {
    if (::recv(channel, data, size, MSG_WAITALL) != static_cast<ssize_t>(size))
        throw std::runtime_error("the bare look-ups' process is gone");
}

// What the child does: the tuples of the store to look up, and the look-ups.
class Lookups {
public:
    Lookups(const std::filesystem::path& store, std::size_t count) : best_(count) {
        ok(mdb_env_create(&environment_));
        ok(mdb_env_set_maxdbs(environment_, 32));
        ok(mdb_env_open(environment_, store.c_str(), MDB_RDONLY | MDB_NOTLS | MDB_NORDAHEAD, 0600));
        ok(mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction_));
        ok(mdb_dbi_open(transaction_, "tuples", 0, &table_));
        ok(mdb_txn_commit(transaction_)); // which keeps the table open for others
        ok(mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction_));
        ok(mdb_cursor_open(transaction_, table_, &cursor_));
        choose_tuples(count);
        mdb_txn_reset(transaction_);
        order_.resize(tuples_.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
    }

    void run_round() {
        std::ranges::shuffle(order_, random_);
        for (const std::size_t index : order_)
            ok(best_.measure(index, [&] { return look_up(tuples_[index]); }));
    }

    [[nodiscard]] const std::vector<double>& best_times() const { return best_.times(); }

private:
    using Tuple = std::pair<std::string, std::string>; ///< key and value

    // Draws the places of so many tuples, with repetition, and walks the table once.
    void choose_tuples(std::size_t count) {
        MDB_stat statistics;
        ok(mdb_stat(transaction_, table_, &statistics));
        std::vector<std::size_t> places(count);
        for (std::size_t& place : places)
            place = random_() % statistics.ms_entries;
        std::ranges::sort(places);
        MDB_val key{}, value{};
        std::size_t here = 0;
        ok(mdb_cursor_get(cursor_, &key, &value, MDB_FIRST));
        for (const std::size_t place : places) {
            for (; here < place; ++here)
                ok(mdb_cursor_get(cursor_, &key, &value, MDB_NEXT));
            tuples_.emplace_back(std::string(static_cast<char*>(key.mv_data), key.mv_size),
                                 std::string(static_cast<char*>(value.mv_data), value.mv_size));
        }
    }

    int look_up(Tuple& tuple) {
        if (const int status = mdb_txn_renew(transaction_); status != 0)
            return status;
        if (const int status = mdb_cursor_renew(transaction_, cursor_); status != 0)
            return status;
        MDB_val key{tuple.first.size(), tuple.first.data()};
        MDB_val value{tuple.second.size(), tuple.second.data()};
        const int status = mdb_cursor_get(cursor_, &key, &value, MDB_GET_BOTH);
        mdb_txn_reset(transaction_);
        return status;
    }

    MDB_env* environment_ = nullptr; // this process ends with it
    MDB_txn* transaction_ = nullptr;
    MDB_cursor* cursor_ = nullptr;
    MDB_dbi table_ = 0;
    std::mt19937_64 random_{1};
    std::vector<Tuple> tuples_;
    std::vector<std::size_t> order_;
    BestTimes best_;
};

[[noreturn]] void serve(int channel, const std::filesystem::path& store, std::size_t count) {
    try {
        Lookups lookups(store, count);
        send_all(channel, &kRunRound, 1); // it is ready
        for (char command = 0; ::recv(channel, &command, 1, 0) == 1;) {
            if (command == kRunRound) {
                lookups.run_round();
                send_all(channel, &command, 1);
            } else {
                send_all(channel, lookups.best_times().data(), count * sizeof(double));
            }
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: bare look-ups: %s\n", error.what());
        ::_exit(1);
    }
    ::_exit(0);
}

} // namespace

BareLookups::BareLookups(const std::filesystem::path& store, std::size_t lookups)
    : lookups_(lookups) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || (child_ = ::fork()) < 0)
        throw std::runtime_error("cannot start a process for the bare look-ups");
    if (child_ == 0) {
        ::close(ends[0]);
        serve(ends[1], store, lookups);
    }
    ::close(ends[1]);
    channel_ = ends[0];
    char ready = 0;
    receive_all(channel_, &ready, 1);
}

BareLookups::~BareLookups() {
    ::close(channel_);
    ::waitpid(child_, nullptr, 0);
}

void BareLookups::run_round() {
    char command = kRunRound;
    send_all(channel_, &command, 1);
    receive_all(channel_, &command, 1);
}

std::vector<double> BareLookups::best_times() {
    send_all(channel_, &kSendTimes, 1);
    std::vector<double> times(lookups_);
    receive_all(channel_, times.data(), lookups_ * sizeof(double));
    return times;
}

} // namespace pemba::benchmarks
