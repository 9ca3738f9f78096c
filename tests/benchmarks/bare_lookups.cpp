// BareLookups: plain LMDB calls, nothing of lib.
#include "benchmarks/bare_lookups.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace pemba::benchmarks {
namespace {

void ok(int status) {
    if (status != 0)
        throw std::runtime_error(mdb_strerror(status));
}

MDB_val value(const std::string& text) {
    return {text.size(), const_cast<char*>(text.data())};
}

std::string big_endian(std::uint64_t number, std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = size; i > 0; --i, number >>= 8)
        bytes[i - 1] = static_cast<char>(number);
    return bytes;
}

// As long as a store's: store 4, kind 1, text; store 4, node 8; node 8, details 1.
std::string name_key(const std::string& id) {
    return std::string("\0\0\0\1\4", 5) + id;
}
std::string tuple_key(const std::string& object) {
    return std::string("\0\0\0\1", 4) + object;
}
std::string tuple_value(const std::string& subject) {
    return subject + std::string(1, '\0');
}

} // namespace

BareLookups::BareLookups(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    ok(mdb_env_create(&env_));
    ok(mdb_env_set_maxdbs(env_, 4));
    ok(mdb_env_set_mapsize(env_, std::size_t{1} << 32));
    ok(mdb_env_open(env_, folder.c_str(), MDB_NOSYNC | MDB_NOTLS, 0644));
    MDB_txn* txn = nullptr;
    ok(mdb_txn_begin(env_, nullptr, 0, &txn));
    ok(mdb_dbi_open(txn, "names", MDB_CREATE, &names_));
    ok(mdb_dbi_open(txn, "tuples", MDB_CREATE | MDB_DUPSORT | MDB_DUPFIXED, &tuples_));
    ok(mdb_txn_commit(txn));
}

BareLookups::~BareLookups() {
    if (cursor_ != nullptr)
        mdb_cursor_close(cursor_);
    if (reader_ != nullptr)
        mdb_txn_abort(reader_);
    mdb_env_close(env_);
}

void BareLookups::fill(const std::vector<RelationTuple>& tuples) {
    std::unordered_map<std::string, std::string> numbers;
    auto number_of = [&](const std::string& id) {
        auto [entry, added] = numbers.try_emplace(id);
        if (added)
            entry->second = big_endian(numbers.size(), 8);
        return entry->second;
    };
    std::vector<std::pair<std::string, std::string>> rows;
    for (const RelationTuple& tuple : tuples)
        rows.emplace_back(tuple_key(number_of(tuple.object.id)),
                          tuple_value(number_of(tuple.subject.object.id)));
    std::ranges::sort(rows);
    MDB_txn* txn = nullptr;
    ok(mdb_txn_begin(env_, nullptr, 0, &txn));
    for (const auto& [id, number] : numbers) {
        auto name = name_key(id);
        MDB_val key = value(name);
        MDB_val data = value(number);
        ok(mdb_put(txn, names_, &key, &data, 0));
    }
    for (const auto& [userset, subject] : rows) {
        MDB_val key = value(userset);
        MDB_val data = value(subject);
        ok(mdb_put(txn, tuples_, &key, &data, 0));
    }
    ok(mdb_txn_commit(txn));
    ok(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &reader_));
    ok(mdb_cursor_open(reader_, tuples_, &cursor_));
    mdb_txn_reset(reader_);
}

bool BareLookups::has(const RelationTuple& tuple) {
    ok(mdb_txn_renew(reader_));
    ok(mdb_cursor_renew(reader_, cursor_));
    std::array<char, 12> userset{0, 0, 0, 1};
    std::array<char, 9> subject{};
    auto number = [&](const std::string& id, char* to) {
        auto name = name_key(id);
        MDB_val key = value(name);
        MDB_val data;
        if (mdb_get(reader_, names_, &key, &data) != 0)
            return false;
        std::memcpy(to, data.mv_data, 8);
        return true;
    };
    bool named = number(tuple.object.id, userset.data() + 4) &&
                 number(tuple.subject.object.id, subject.data());
    MDB_val key{userset.size(), userset.data()};
    MDB_val data{subject.size(), subject.data()};
    bool found = named && mdb_cursor_get(cursor_, &key, &data, MDB_GET_BOTH) == 0;
    mdb_txn_reset(reader_);
    return found;
}

} // namespace pemba::benchmarks
