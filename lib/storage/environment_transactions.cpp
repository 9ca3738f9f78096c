// Transactions and cursors on an environment.
#include <utility>

#include <fmt/format.h>

#include "storage/environment.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

std::string reading(Table table) {
    return fmt::format("read `{}`", name_of(table));
}
std::string writing(Table table) {
    return fmt::format("write `{}`", name_of(table));
}

} // namespace

// --- Transactions -----------------------------------------------------------------------------

Result<std::optional<View>> Transaction::get(Table table, View key) const {
    MDB_val k = to_val(key), v{};
    int rc = mdb_get(txn_, dbi(table), &k, &v);
    if (rc == MDB_NOTFOUND)
        return std::optional<View>{};
    if (rc != MDB_SUCCESS)
        return error_of(rc, reading(table));
    return std::optional<View>(View(static_cast<char*>(v.mv_data), v.mv_size));
}

ReadTransaction::~ReadTransaction() {
    mdb_txn_abort(txn_);
}

Result<void> ReadTransaction::renew() {
    int rc = mdb_txn_renew(txn_);
    return rc == MDB_SUCCESS ? Result<void>{} : error_of(rc, "renew a read transaction");
}

void ReadTransaction::reset() {
    mdb_txn_reset(txn_);
}

Result<void> ReadTransaction::end() {
    int rc = mdb_txn_commit(std::exchange(txn_, nullptr));
    return rc == MDB_SUCCESS ? Result<void>{} : error_of(rc, "end a read");
}

WriteTransaction::~WriteTransaction() {
    if (txn_)
        mdb_txn_abort(txn_);
}

Result<void> WriteTransaction::put(Table table, View key, View value, unsigned appending) {
    const auto put_it = [&](MDB_val* k, MDB_val* v, unsigned flags) {
        return mdb_put(txn_, dbi(table), k, v, flags);
    };
    int rc = put(table, key, value, appending, put_it);
    return rc == MDB_SUCCESS ? Result<void>{} : error_of(rc, writing(table));
}

Result<void> WriteTransaction::put(Table table, View key, View value) {
    return put(table, key, value, 0);
}

Result<void> WriteTransaction::append(Table table, View key, View value) {
    return put(table, key, value, MDB_APPEND);
}

Result<void> WriteTransaction::erase(Table table, View key, std::optional<View> value) {
    const bool one = value && has_sets(table);
    if (!one)
        PEMBA_CHECK_OK(subtract(table, key));
    MDB_val k = to_val(key), v = to_val(value.value_or(View{}));
    int rc = mdb_del(txn_, dbi(table), &k, one ? &v : nullptr);
    if (rc == MDB_SUCCESS && one)
        change_.remove(table, key, *value);
    return rc == MDB_SUCCESS || rc == MDB_NOTFOUND ? Result<void>{} : error_of(rc, writing(table));
}

// All that a key has.
Result<void> WriteTransaction::subtract(Table table, View key) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(*this, table));
    PEMBA_TRY(bool there, cursor.seek(key));
    while (there && cursor.key() == key) {
        change_.remove(table, key, cursor.value());
        PEMBA_TRY(there, cursor.next());
    }
    return {};
}

Result<void> WriteTransaction::write_sums() {
    if (change_ == EntrySums{})
        return {};
    PEMBA_TRY(const auto bytes, get_sealed(*this, Table::Meta, EntrySums::kKey,
                                           "the record of what the tables hold"));
    auto sums = bytes ? EntrySums::decode(*bytes) : EntrySums{}; // none yet in a new file
    if (!sums)
        return error_of(MDB_CORRUPTED, writing(Table::Meta));
    sums->add(change_);
    const auto sealed = seal(EntrySums::kKey, sums->encode());
    MDB_val k = to_val(EntrySums::kKey), v = to_val(sealed);
    const int rc = mdb_put(txn_, dbi(Table::Meta), &k, &v, 0);
    return rc == MDB_SUCCESS ? Result<void>{} : error_of(rc, writing(Table::Meta));
}

Result<void> WriteTransaction::commit() {
    PEMBA_CHECK_OK(write_sums());
    const int rc = mdb_txn_commit(std::exchange(txn_, nullptr));
    if (rc == MDB_SUCCESS)
        return {};
    environment_->in_doubt_ = true;
    return error_of(rc, "commit a write");
}

// --- TableCursor ------------------------------------------------------------------------------

TableCursor::~TableCursor() {
    if (cursor_)
        mdb_cursor_close(cursor_);
}

Result<void> TableCursor::bind(const Transaction& transaction, Table table) {
    int rc = cursor_ ? mdb_cursor_renew(transaction.handle(), cursor_)
                     : mdb_cursor_open(transaction.handle(), transaction.dbi(table), &cursor_);
    table_ = table;
    return rc == MDB_SUCCESS ? Result<void>{} : error_of(rc, reading(table));
}

Result<bool> TableCursor::move(MDB_cursor_op op) {
    int rc = mdb_cursor_get(cursor_, &key_, &value_, op);
    if (rc != MDB_SUCCESS && rc != MDB_NOTFOUND)
        return error_of(rc, reading(table_));
    return rc == MDB_SUCCESS;
}

Result<bool> TableCursor::seek(View key) {
    key_ = to_val(key);
    return move(MDB_SET_RANGE);
}
Result<bool> TableCursor::next() {
    return move(MDB_NEXT);
}
Result<bool> TableCursor::last() {
    return move(MDB_LAST);
}
Result<bool> TableCursor::previous() {
    return move(MDB_PREV);
}

} // namespace pemba::storage
