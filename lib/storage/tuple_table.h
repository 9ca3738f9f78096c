// TupleTable: writes relation tuples into both tuple tables, with their details, expiries and
// counts.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "storage/key.h"
#include "storage/table_writer.h"

namespace pemba::storage {

/// Adds and removes tuples within one write transaction. Call flush() before anything reads counts
/// or the transaction commits, which this must be gone before.
class TupleTable {
public:
    TupleTable(WriteTransaction& transaction, StoreId store)
        : transaction_(&transaction), store_(store), by_userset_{{transaction, Table::Tuples}},
          by_subject_{{transaction, Table::TuplesBySubject}} {}

    /// REQUIRES: none of the tuples is there. Fastest if they are sorted.
    [[nodiscard]] Result<void> insert(std::span<const StoredTuple> tuples);
    /// REQUIRES: the tuple is there, with these details.
    [[nodiscard]] Result<void> remove(const StoredTuple& tuple);
    /// Writes the counts that changed.
    [[nodiscard]] Result<void> flush();

    // For a store without tuples, which is filled in the order of each table in turn. REQUIRES: the
    // tuple comes after all that are in the table.
    /// Into `tuples`, with its details and counted.
    [[nodiscard]] Result<void> append(const StoredTuple& tuple);
    /// Into `tuples_by_subject`, where the subject comes first.
    [[nodiscard]] Result<void> append_by_subject(const TupleId& tuple, DetailsMark mark);

private:
    /// A table that is appended to, and its last set as far as this has written it.
    struct Appended {
        TableWriter writer;
        std::optional<NodeId> last = {};
    };
    [[nodiscard]] Result<void> append(Appended& table, NodeId key, NodeId member,
                                      DetailsMark mark) const;
    [[nodiscard]] Result<void> insert_details(const StoredTuple& tuple);
    [[nodiscard]] Result<void> remove_details(const StoredTuple& tuple);

    WriteTransaction* transaction_;
    StoreId store_;
    Appended by_userset_, by_subject_;
    std::map<CountId, std::int64_t> count_changes_;
};

/// How many tuples a relation has with one kind of subject. Errors: StoreCorrupt.
[[nodiscard]] Result<std::uint64_t> read_count(const Transaction& transaction, StoreId store,
                                               const CountId& id);

struct TupleCount {
    CountId id;
    std::uint64_t count = 0;
};
/// All counts of a store, ordered; none is 0. O(relations).
[[nodiscard]] Result<std::vector<TupleCount>> read_counts(const Transaction& transaction,
                                                          StoreId store);

} // namespace pemba::storage
