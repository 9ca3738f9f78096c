// bare_commits FOLDER SECONDS VALUES: the yardstick of a durable write, LMDB commits of so many
// small values in random places, one after another, each fsynced. Prints commits a second.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>

#include <lmdb.h>

namespace {

void ok(int status) {
    if (status != 0)
        throw std::runtime_error(mdb_strerror(status));
}

// Enough for a table that is three pages deep.
constexpr std::uint64_t kKeys = 200'000;

class BareTable {
public:
    explicit BareTable(const std::filesystem::path& folder) {
        std::filesystem::create_directories(folder);
        ok(mdb_env_create(&environment_));
        ok(mdb_env_set_mapsize(environment_, std::size_t{1} << 30));
        ok(mdb_env_open(environment_, folder.c_str(), 0, 0600));
        commit(kKeys, [](std::uint64_t index) { return index; });
    }
    ~BareTable() { mdb_env_close(environment_); }
    BareTable(const BareTable&) = delete;
    BareTable& operator=(const BareTable&) = delete;

    /// Sets so many values, whose keys `key_of` gives by index, in one transaction.
    template <class KeyOf>
    void commit(std::uint64_t values, KeyOf key_of) {
        MDB_txn* transaction = nullptr;
        MDB_dbi table = 0;
        ok(mdb_txn_begin(environment_, nullptr, 0, &transaction));
        ok(mdb_dbi_open(transaction, nullptr, MDB_INTEGERKEY, &table));
        ++commits_;
        for (std::uint64_t index = 0; index < values; ++index) {
            std::uint64_t number = key_of(index);
            MDB_val key{sizeof number, &number};
            MDB_val value{sizeof commits_, &commits_};
            ok(mdb_put(transaction, table, &key, &value, 0));
        }
        ok(mdb_txn_commit(transaction));
    }

private:
    MDB_env* environment_ = nullptr;
    std::uint64_t commits_ = 0;
};

double commits_per_second(BareTable& table, double seconds, std::uint64_t values) {
    std::mt19937_64 random(1);
    std::uint64_t commits = 0;
    const auto start = std::chrono::steady_clock::now();
    std::chrono::duration<double> took{};
    for (; took.count() < seconds; took = std::chrono::steady_clock::now() - start) {
        table.commit(values, [&](std::uint64_t) { return random() % kKeys; });
        ++commits;
    }
    return static_cast<double>(commits) / took.count();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: bare_commits FOLDER SECONDS VALUES\n");
        return 2;
    }
    try {
        const std::filesystem::path folder = argv[1];
        {
            BareTable table(folder);
            std::printf("%.1f\n",
                        commits_per_second(table, std::stod(argv[2]), std::stoul(argv[3])));
        }
        std::filesystem::remove_all(folder);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
