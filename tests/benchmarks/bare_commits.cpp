// bare_commits FOLDER SECONDS: the yardstick of a durable write, LMDB commits of one small value,
// one after another, each fsynced. Prints commits a second.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <lmdb.h>

namespace {

void ok(int status) {
    if (status != 0)
        throw std::runtime_error(mdb_strerror(status));
}

double commits_per_second(const std::filesystem::path& folder, double seconds) {
    std::filesystem::create_directories(folder);
    MDB_env* environment = nullptr;
    ok(mdb_env_create(&environment));
    ok(mdb_env_set_mapsize(environment, std::size_t{1} << 30));
    ok(mdb_env_open(environment, folder.c_str(), 0, 0600));
    MDB_dbi table = 0;
    std::uint64_t commits = 0;
    const auto start = std::chrono::steady_clock::now();
    std::chrono::duration<double> took{};
    for (; took.count() < seconds; took = std::chrono::steady_clock::now() - start) {
        MDB_txn* transaction = nullptr;
        ok(mdb_txn_begin(environment, nullptr, 0, &transaction));
        if (commits == 0)
            ok(mdb_dbi_open(transaction, nullptr, 0, &table));
        MDB_val key{sizeof commits, &commits};
        MDB_val value = key;
        ok(mdb_put(transaction, table, &key, &value, 0));
        ok(mdb_txn_commit(transaction));
        ++commits;
    }
    mdb_env_close(environment);
    std::filesystem::remove_all(folder);
    return static_cast<double>(commits) / took.count();
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: bare_commits FOLDER SECONDS\n");
        return 2;
    }
    try {
        std::printf("%.1f\n", commits_per_second(argv[1], std::stod(argv[2])));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
