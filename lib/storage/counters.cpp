#include "storage/counters.h"

#include "base/bytes.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

std::string counter_key(StoreId store, std::string_view name) {
    std::string key = "c";
    base::append_big_endian(key, static_cast<std::uint32_t>(store), 4);
    return key.append(name);
}

// A text that may be absent: 0, or 1 and the text.
void append(std::string& bytes, const std::optional<std::string>& text) {
    base::append_big_endian(bytes, text ? 1 : 0, 1);
    if (!text)
        return;
    base::append_big_endian(bytes, text->size(), 2);
    bytes += *text;
}

std::optional<std::string> read_text(base::ByteReader& reader) {
    if (reader.integer(1) == 0)
        return {};
    return std::string(reader.take(reader.integer(2)));
}

std::string encode(const TupleFilter& filter) {
    std::string bytes;
    append(bytes, filter.namespace_name);
    append(bytes, filter.object_id);
    append(bytes, filter.object_id_prefix);
    append(bytes, filter.relation);
    append(bytes, filter.subject ? std::optional(filter.subject->namespace_name) : std::nullopt);
    if (!filter.subject)
        return bytes;
    append(bytes, filter.subject->id);
    append(bytes, filter.subject->relation);
    return bytes;
}

Result<TupleFilter> decode(View key, View sealed) {
    base::ByteReader reader(unseal(key, sealed).value_or(View{}));
    TupleFilter filter;
    filter.namespace_name = read_text(reader);
    filter.object_id = read_text(reader);
    filter.object_id_prefix = read_text(reader);
    filter.relation = read_text(reader);
    if (auto subject = read_text(reader)) {
        filter.subject.emplace();
        filter.subject->namespace_name = std::move(*subject);
        filter.subject->id = read_text(reader);
        filter.subject->relation = read_text(reader);
    }
    if (!reader.finished())
        return Error{ErrorCode::StoreCorrupt, "a counter of the store is damaged", {}};
    return filter;
}

} // namespace

Result<std::optional<TupleFilter>> read_counter(const Transaction& transaction, StoreId store,
                                                std::string_view name) {
    const auto key = counter_key(store, name);
    PEMBA_TRY(auto bytes, transaction.get(Table::Meta, key));
    if (!bytes)
        return std::optional<TupleFilter>{};
    PEMBA_TRY(auto filter, decode(key, *bytes));
    return std::optional(std::move(filter));
}

Result<void> write_counter(WriteTransaction& transaction, StoreId store, const Counter& counter) {
    const auto key = counter_key(store, counter.name);
    return transaction.put(Table::Meta, key, seal(key, encode(counter.filter)));
}

Result<void> erase_counter(WriteTransaction& transaction, StoreId store, std::string_view name) {
    return transaction.erase(Table::Meta, counter_key(store, name));
}

Result<std::vector<Counter>> read_counters(const Transaction& transaction, StoreId store) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Meta));
    const auto prefix = counter_key(store, "");
    std::vector<Counter> counters;
    PEMBA_TRY(bool there, cursor.seek(prefix));
    while (there && cursor.key().starts_with(prefix)) {
        PEMBA_TRY(auto filter, decode(cursor.key(), cursor.value()));
        counters.push_back({std::string(cursor.key().substr(prefix.size())), std::move(filter)});
        PEMBA_TRY(there, cursor.next());
    }
    return counters;
}

} // namespace pemba::storage
