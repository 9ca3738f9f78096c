#include "storage/schema_table.h"

#include <fmt/format.h>

#include "storage/key.h"

namespace pemba::storage {

Result<void> write_schema(WriteTransaction& transaction, StoreId store, Revision revision,
                          View bytes) {
    return transaction.put(Table::Schemas, view(revision_key(store, revision)), bytes);
}

Result<View> read_schema(const Transaction& transaction, StoreId store, Revision revision) {
    PEMBA_TRY(auto bytes, transaction.get(Table::Schemas, view(revision_key(store, revision))));
    if (!bytes)
        return Error{ErrorCode::StoreCorrupt,
                     fmt::format("`schemas` has no schema of revision {}", to_number(revision)),
                     {}};
    return *bytes;
}

Result<Revision> schema_at(const Transaction& transaction, StoreId store, Revision revision) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Schemas));
    // The entry before the first one that is too new.
    PEMBA_TRY(bool there, cursor.seek(view(revision_key(store, next(revision)))));
    PEMBA_TRY(there, there ? cursor.previous() : cursor.last());
    if (!there || !is_of_store(cursor.key(), store))
        return Revision::Beginning;
    return revision_of_key(cursor.key());
}

} // namespace pemba::storage
