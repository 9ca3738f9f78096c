// TableWriter: many writes of one table.
#pragma once

#include "storage/environment.h"

namespace pemba::storage {

/// Writes one table; in the order of its keys, neighbours cost one descent of the tree. Must be
/// gone before its transaction ends.
class TableWriter {
public:
    TableWriter(WriteTransaction& transaction, Table table)
        : transaction_(&transaction), table_(table) {}
    TableWriter(const TableWriter&) = delete;
    TableWriter& operator=(const TableWriter&) = delete;
    ~TableWriter();

    /// Sets the value of a key; in a table of sorted sets, adds it to the set.
    [[nodiscard]] Result<void> put(View key, View value) { return put(key, value, 0); }
    /// The same, faster and with full pages when the key is the greatest of the table; right in any
    /// case.
    [[nodiscard]] Result<void> append(View key, View value);
    /// The same for a greatest member of a set that is not empty.
    [[nodiscard]] Result<void> append_member(View key, View value);

private:
    [[nodiscard]] Result<void> put(View key, View value, unsigned appending);

    WriteTransaction* transaction_;
    Table table_;
    MDB_cursor* cursor_ = nullptr; ///< from the first put on
};

} // namespace pemba::storage
