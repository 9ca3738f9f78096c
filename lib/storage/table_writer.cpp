#include "storage/table_writer.h"

#include <fmt/format.h>

namespace pemba::storage {

TableWriter::~TableWriter() {
    if (cursor_)
        mdb_cursor_close(cursor_);
}

int TableWriter::put_at_cursor(View key, View value, unsigned flags) {
    if (!cursor_)
        if (int rc = mdb_cursor_open(transaction_->handle(), transaction_->dbi(table_), &cursor_))
            return rc;
    MDB_val k = to_val(key), v = to_val(value);
    return mdb_cursor_put(cursor_, &k, &v, flags);
}

Result<void> TableWriter::put(View key, View value, unsigned flags) {
    int rc = put_at_cursor(key, value, flags);
    // LMDB refuses an append that is not at the end, and leaves everything as it was.
    if (rc == MDB_KEYEXIST && flags != 0)
        rc = put_at_cursor(key, value, 0);
    return rc == MDB_SUCCESS ? Result<void>{}
                             : error_of(rc, fmt::format("write `{}`", name_of(table_)));
}

Result<void> TableWriter::append(View key, View value) {
    return put(key, value, MDB_APPEND);
}
Result<void> TableWriter::append_member(View key, View value) {
    return put(key, value, MDB_APPENDDUP);
}

} // namespace pemba::storage
