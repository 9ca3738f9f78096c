// BareLookups: the least that LMDB can be asked for a direct check, two names and one tuple.
#pragma once

#include <lmdb.h>

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "pemba/relation_tuple.h"

namespace pemba::benchmarks {

/// Tables of the same kind as a store's: names to numbers, and usersets to sorted sets of subjects
/// of fixed size. One thread, one read transaction that is renewed for each question.
class BareLookups {
public:
    /// Makes the tables in a new folder. Throws std::runtime_error where LMDB refuses.
    explicit BareLookups(const std::filesystem::path& folder);
    ~BareLookups();
    BareLookups(const BareLookups&) = delete;
    BareLookups& operator=(const BareLookups&) = delete;

    void fill(const std::vector<RelationTuple>& tuples);
    /// Looks both names up, then the tuple.
    [[nodiscard]] bool has(const RelationTuple& tuple);

private:
    MDB_env* env_ = nullptr;
    MDB_dbi names_ = 0;
    MDB_dbi tuples_ = 0;
    MDB_txn* reader_ = nullptr;
    MDB_cursor* cursor_ = nullptr;
};

} // namespace pemba::benchmarks
