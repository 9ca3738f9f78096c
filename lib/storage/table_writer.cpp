#include "storage/table_writer.h"

#include <fmt/format.h>

namespace pemba::storage {

TableWriter::~TableWriter() {
    if (cursor_)
        mdb_cursor_close(cursor_);
}

Result<void> TableWriter::put(View key, View value, unsigned appending) {
    const auto error = [&](int rc) {
        return error_of(rc, fmt::format("write `{}`", name_of(table_)));
    };
    if (!cursor_)
        if (int rc = mdb_cursor_open(transaction_->handle(), transaction_->dbi(table_), &cursor_))
            return error(rc);
    const auto put_it = [&](MDB_val* k, MDB_val* v, unsigned flags) {
        return mdb_cursor_put(cursor_, k, v, flags);
    };
    int rc = transaction_->put(table_, key, value, appending, put_it);
    return rc == MDB_SUCCESS ? Result<void>{} : error(rc);
}

Result<void> TableWriter::append(View key, View value) {
    return put(key, value, MDB_APPEND);
}
Result<void> TableWriter::append_member(View key, View value) {
    return put(key, value, MDB_APPENDDUP);
}

} // namespace pemba::storage
