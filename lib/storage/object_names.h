// The names of many objects at once: found, and written.
#pragma once

#include "storage/key.h"
#include "storage/table_writer.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// Finds the numbers of many objects; fastest in the order of their ids. No guests.
class ObjectFinder {
public:
    /// Must be gone before its transaction ends.
    ObjectFinder(const Transaction& transaction, StoreId store)
        : transaction_(&transaction), store_(store) {}

    /// `*` is ObjectNumber::Wildcard. Errors: StoreCorrupt, StoreFailed.
    [[nodiscard]] Result<std::optional<ObjectNumber>> find(std::string_view id);

private:
    const Transaction* transaction_;
    StoreId store_;
    TableCursor cursor_;
    bool bound_ = false;
};

/// Writes the names of new objects, in both directions; fastest in the order of their ids and
/// numbers. Must be gone before its transaction ends.
class ObjectNameWriter {
public:
    ObjectNameWriter(WriteTransaction& transaction, StoreId store)
        : store_(store), numbers_(transaction, Table::Names),
          texts_(transaction, Table::NamesByNumber) {}

    /// REQUIRES: neither was ever given; the caller keeps the head.
    [[nodiscard]] Result<void> write(std::string_view id, ObjectNumber number);
    // One direction of it, faster and with full pages when the id or the number is the greatest.
    [[nodiscard]] Result<void> append_number(std::string_view id, ObjectNumber number);
    [[nodiscard]] Result<void> append_text(std::string_view id, ObjectNumber number);

private:
    StoreId store_;
    TableWriter numbers_, texts_;
};

} // namespace pemba::storage
