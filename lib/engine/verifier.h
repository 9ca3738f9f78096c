// Verifier: proves that the tables of a store agree with one another.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "storage/changelog.h"
#include "storage/head.h"
#include "storage/key.h"
#include "storage/names.h"
#include "storage/set_sum.h"
#include "storage/unused_names.h"

namespace pemba::engine {

/// Reads everything, in memory that does not grow with the tuples, and by a bit with each object.
/// What is wrong becomes a sentence; only what cannot be read at all is an error.
class Verifier {
public:
    Verifier(const storage::Transaction& transaction, StoreId store)
        : transaction_(transaction), store_(store) {}

    [[nodiscard]] Result<std::vector<std::string>> run();

private:
    [[nodiscard]] Result<storage::SetSum> sum_table(storage::Table table);
    [[nodiscard]] Result<void> verify_tuple(const TupleId& tuple, storage::DetailsMark mark);
    [[nodiscard]] Result<void> verify_entries(storage::Table table, std::uint64_t expected);
    [[nodiscard]] Result<void> verify_tables();
    [[nodiscard]] Result<void> verify_counts();
    [[nodiscard]] Result<std::uint64_t> entries_of(storage::Table table);
    [[nodiscard]] Result<void> verify_names();
    [[nodiscard]] Result<void> verify_name(storage::View key, storage::View text);
    [[nodiscard]] Result<void> verify_numbers();
    [[nodiscard]] bool is_given(RelationId id) const;
    void verify_named(const TupleId& tuple, ConditionId condition, storage::Table table);
    [[nodiscard]] std::uint64_t last_given(storage::NameKind kind) const;
    [[nodiscard]] Result<void> verify_changelog();
    [[nodiscard]] Result<void> verify_schemas();
    [[nodiscard]] Result<void> verify_closures();
    [[nodiscard]] Result<void> verify_records();
    void complain(std::string sentence);

    const storage::Transaction& transaction_;
    StoreId store_;
    storage::Head head_;
    storage::SetSum tuples_, with_details_; ///< without and with the bytes of their details
    std::map<storage::CountId, std::uint64_t> counts_;
    std::map<storage::NameKind, std::uint64_t> names_; ///< how many there are
    storage::ObjectSet named_{0};                      ///< the objects that have one
    std::uint64_t details_ = 0, expiries_ = 0;
    std::vector<std::string> complaints_;
};

} // namespace pemba::engine
