#include "storage/stores.h"

#include <fmt/format.h>

#include "storage/key.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

// Letters of `meta`; see key.h.
constexpr char kRecord = 's', kById = 'u', kDeleted = 'd', kLast = 'n';

std::string store_key(char letter, StoreId store) {
    std::string key(1, letter);
    base::append_big_endian(key, static_cast<std::uint32_t>(store), 4);
    return key;
}

StoreId store_of_key(View key) {
    return StoreId{static_cast<std::uint32_t>(base::load_big_endian(key.data() + 1, 4))};
}

std::string bytes_of(const Ulid& id) {
    std::string bytes;
    base::append_big_endian(bytes, id.high, 8);
    base::append_big_endian(bytes, id.low, 8);
    return bytes;
}

std::string id_key(const Ulid& id) {
    return kById + bytes_of(id);
}

Error damaged() {
    return {ErrorCode::StoreCorrupt, "the record of a store is damaged", {}};
}

Result<StoreRecord> decode(View key, View sealed) {
    base::ByteReader reader(unseal(key, sealed).value_or(View{}));
    StoreRecord record;
    record.store = store_of_key(key);
    record.id.high = reader.integer(8);
    record.id.low = reader.integer(8);
    record.created_at = time_of_biased_bits(reader.integer(8));
    record.name = reader.rest();
    if (!reader.ok())
        return damaged();
    return record;
}

} // namespace

Result<std::optional<StoreRecord>> find_store(const Transaction& transaction, const Ulid& id) {
    PEMBA_TRY(auto number, transaction.get(Table::Meta, id_key(id)));
    if (!number)
        return std::optional<StoreRecord>{};
    if (number->size() != 4)
        return damaged();
    return read_store(
        transaction, StoreId{static_cast<std::uint32_t>(base::load_big_endian(number->data(), 4))});
}

Result<std::optional<StoreRecord>> read_store(const Transaction& transaction, StoreId store) {
    const auto key = store_key(kRecord, store);
    PEMBA_TRY(auto value, transaction.get(Table::Meta, key));
    if (!value)
        return std::optional<StoreRecord>{};
    PEMBA_TRY(auto record, decode(key, *value));
    return std::optional(std::move(record));
}

Result<std::vector<StoreRecord>> list_stores(const Transaction& transaction, StoreId after,
                                             std::size_t limit) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Meta));
    auto first = StoreId{static_cast<std::uint32_t>(after) + 1};
    PEMBA_TRY(bool there, cursor.seek(store_key(kRecord, first)));
    std::vector<StoreRecord> records;
    while (there && cursor.key()[0] == kRecord && records.size() < limit) {
        PEMBA_TRY(auto record, decode(cursor.key(), cursor.value()));
        records.push_back(std::move(record));
        PEMBA_TRY(there, cursor.next());
    }
    return records;
}

Result<std::vector<StoreRecord>> verify_stores(const Transaction& transaction) {
    PEMBA_TRY(const auto first, read_store(transaction, StoreId::Default));
    PEMBA_TRY(auto stores, list_stores(transaction, StoreId::Default, ~std::size_t{0}));
    PEMBA_TRY(const auto next, next_store(transaction));
    if (!first && next == StoreId::Default) // a file that was made, and nothing else yet
        return std::vector<StoreRecord>{};
    if (!first)
        return Error{ErrorCode::StoreCorrupt, "the default store has no record", {}};
    stores.insert(stores.begin(), *first);
    for (const auto& store : stores) {
        PEMBA_TRY(const auto found, find_store(transaction, store.id));
        if (!found || found->store != store.store || store.store >= next)
            return Error{ErrorCode::StoreCorrupt,
                         fmt::format("the id of store {} does not lead to it", to_string(store.id)),
                         {}};
    }
    return stores;
}

Result<StoreId> next_store(const Transaction& transaction) {
    PEMBA_TRY(auto last, transaction.get(Table::Meta, View(&kLast, 1)));
    if (!last)
        return StoreId::Default;
    if (last->size() != 4)
        return damaged();
    auto number = base::load_big_endian(last->data(), 4);
    if (number == 0xffffffff)
        return Error{ErrorCode::StoreFull, "the database has given out all numbers of stores", {}};
    return StoreId{static_cast<std::uint32_t>(number + 1)};
}

Result<void> write_store(WriteTransaction& transaction, const StoreRecord& record) {
    StoreKey number;
    base::store_big_endian(number.data(), static_cast<std::uint32_t>(record.store), 4);
    auto value = bytes_of(record.id);
    base::append_big_endian(value, biased_bits(record.created_at), 8);
    value += record.name;
    PEMBA_TRY(const auto next, next_store(transaction));
    if (record.store >= next)
        PEMBA_CHECK_OK(transaction.put(Table::Meta, View(&kLast, 1), view(number)));
    PEMBA_CHECK_OK(transaction.put(Table::Meta, id_key(record.id), view(number)));
    const auto key = store_key(kRecord, record.store);
    return transaction.put(Table::Meta, key, seal(key, std::move(value)));
}

Result<void> delete_store(WriteTransaction& transaction, const StoreRecord& record) {
    PEMBA_CHECK_OK(transaction.erase(Table::Meta, id_key(record.id)));
    PEMBA_CHECK_OK(transaction.erase(Table::Meta, store_key(kRecord, record.store)));
    PEMBA_CHECK_OK(transaction.erase(Table::Meta, store_key('h', record.store)));
    return transaction.put(Table::Meta, store_key(kDeleted, record.store), {});
}

Result<bool> has_deleted_stores(const Transaction& transaction) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Meta));
    PEMBA_TRY(bool there, cursor.seek(View(&kDeleted, 1)));
    return there && cursor.key()[0] == kDeleted;
}

Result<std::vector<StoreId>> stores_with_expired(const Transaction& transaction, Timestamp now) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Expiries));
    std::vector<StoreId> stores;
    StoreKey first{};
    PEMBA_TRY(bool there, cursor.seek(view(first)));
    while (there) {
        auto number = static_cast<std::uint32_t>(base::load_big_endian(cursor.key().data(), 4));
        if (time_of_expiry_key(cursor.key()) <= now)
            stores.push_back(StoreId{number});
        StoreKey next;
        base::store_big_endian(next.data(), number + 1, 4);
        PEMBA_TRY(there, cursor.seek(view(next)));
    }
    return stores;
}

namespace {

// Everything that a store has in one table, or among the records of `meta` that begin with a
// letter and its number; at most `left` of it.
Result<void> erase_prefix(WriteTransaction& transaction, Table table, View prefix,
                          std::size_t& left) {
    while (left > 0) {
        std::string key;
        {
            TableCursor cursor; // gone before the table changes
            PEMBA_CHECK_OK(cursor.bind(transaction, table));
            PEMBA_TRY(bool there, cursor.seek(prefix));
            if (!there || !cursor.key().starts_with(prefix))
                return {};
            key = cursor.key();
        }
        PEMBA_CHECK_OK(transaction.erase(table, key));
        --left;
    }
    return {};
}

Result<void> erase_store(WriteTransaction& transaction, StoreId store, std::size_t& left) {
    StoreKey prefix;
    base::store_big_endian(prefix.data(), static_cast<std::uint32_t>(store), 4);
    for (std::size_t i = 0; i < kTables; ++i)
        if (auto table = Table{static_cast<std::uint8_t>(i)}; table != Table::Meta)
            PEMBA_CHECK_OK(erase_prefix(transaction, table, view(prefix), left));
    for (char letter : {'a', 'c', 't', 'x'})
        PEMBA_CHECK_OK(erase_prefix(transaction, Table::Meta, store_key(letter, store), left));
    return {};
}

} // namespace

Result<bool> erase_deleted(WriteTransaction& transaction, std::size_t max_entries) {
    for (auto left = max_entries; left > 0;) {
        std::string key;
        {
            TableCursor cursor;
            PEMBA_CHECK_OK(cursor.bind(transaction, Table::Meta));
            PEMBA_TRY(bool there, cursor.seek(View(&kDeleted, 1)));
            if (!there || cursor.key()[0] != kDeleted)
                return false;
            key = cursor.key();
        }
        PEMBA_CHECK_OK(erase_store(transaction, store_of_key(key), left));
        if (left == 0)
            return true;
        PEMBA_CHECK_OK(transaction.erase(Table::Meta, key));
    }
    return true;
}

} // namespace pemba::storage
