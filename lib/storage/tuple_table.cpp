#include "storage/tuple_table.h"

#include <algorithm>

#include "base/assert.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

Result<std::uint64_t> decode_count(View value) {
    if (value.size() != 8)
        return Error{ErrorCode::StoreCorrupt, "an entry of `tuple_counts` is damaged", {}};
    return base::load_big_endian(value.data(), 8);
}

} // namespace

Result<void> TupleTable::insert(std::span<const StoredTuple> tuples) {
    for (const auto& stored : tuples) {
        const auto& [tuple, details] = stored;
        PEMBA_CHECK_OK(by_userset_.writer.put(view(node_key(store_, tuple.userset)),
                                              view(node_value(tuple.subject, details.mark()))));
        PEMBA_CHECK_OK(insert_details(stored));
        ++count_changes_[count_id(tuple, details)];
    }
    // Each table in its own order: neighbours share a page.
    struct Reversed {
        NodeId subject, userset;
        DetailsMark mark;
    };
    std::vector<Reversed> reversed;
    reversed.reserve(tuples.size());
    for (const auto& [tuple, details] : tuples)
        reversed.push_back({tuple.subject, tuple.userset, details.mark()});
    std::ranges::sort(reversed, {}, [](const Reversed& tuple) {
        return std::pair(tuple.subject, tuple.userset);
    });
    for (const auto& tuple : reversed)
        PEMBA_CHECK_OK(by_subject_.writer.put(view(node_key(store_, tuple.subject)),
                                              view(node_value(tuple.userset, tuple.mark))));
    return {};
}

Result<void> TupleTable::append(const StoredTuple& tuple) {
    ++count_changes_[count_id(tuple.id, tuple.details)];
    PEMBA_CHECK_OK(insert_details(tuple));
    return append(by_userset_, tuple.id.userset, tuple.id.subject, tuple.details.mark());
}

Result<void> TupleTable::append_by_subject(const TupleId& tuple, DetailsMark mark) {
    return append(by_subject_, tuple.subject, tuple.userset, mark);
}

Result<void> TupleTable::append(Appended& table, NodeId key, NodeId member,
                                DetailsMark mark) const {
    const auto key_bytes = node_key(store_, key);
    const auto member_bytes = node_value(member, mark);
    if (std::exchange(table.last, key) == key)
        return table.writer.append_member(view(key_bytes), view(member_bytes));
    return table.writer.append(view(key_bytes), view(member_bytes));
}

Result<void> TupleTable::insert_details(const StoredTuple& tuple) {
    if (tuple.details.mark() == DetailsMark::None)
        return {};
    const auto key = tuple_key(store_, tuple.id);
    PEMBA_CHECK_OK(transaction_->put(Table::TupleDetails, view(key),
                                     seal(view(key), encode_details(tuple.details))));
    return tuple.details.expires_at
               ? transaction_->put(Table::Expiries,
                                   view(expiry_key(store_, *tuple.details.expires_at, tuple.id)),
                                   {})
               : Result<void>{};
}

Result<void> TupleTable::remove(const StoredTuple& tuple) {
    const auto mark = tuple.details.mark();
    PEMBA_CHECK_OK(transaction_->erase(Table::Tuples, view(node_key(store_, tuple.id.userset)),
                                       view(node_value(tuple.id.subject, mark))));
    PEMBA_CHECK_OK(transaction_->erase(Table::TuplesBySubject,
                                       view(node_key(store_, tuple.id.subject)),
                                       view(node_value(tuple.id.userset, mark))));
    PEMBA_CHECK_OK(remove_details(tuple));
    --count_changes_[count_id(tuple.id, tuple.details)];
    return {};
}

Result<void> TupleTable::remove_details(const StoredTuple& tuple) {
    if (tuple.details.mark() == DetailsMark::None)
        return {};
    PEMBA_CHECK_OK(transaction_->erase(Table::TupleDetails, view(tuple_key(store_, tuple.id))));
    return tuple.details.expires_at
               ? transaction_->erase(Table::Expiries,
                                     view(expiry_key(store_, *tuple.details.expires_at, tuple.id)))
               : Result<void>{};
}

Result<void> TupleTable::flush() {
    for (const auto& [id, change] : std::exchange(count_changes_, {})) {
        PEMBA_TRY(auto before, read_count(*transaction_, store_, id));
        auto after = static_cast<std::int64_t>(before) + change;
        if (after < 0)
            return Error{
                ErrorCode::StoreCorrupt, "`tuple_counts` counts fewer tuples than there are", {}};
        auto key = count_key(store_, id);
        Bytes<8> value;
        base::store_big_endian(value.data(), static_cast<std::uint64_t>(after), 8);
        PEMBA_CHECK_OK(after == 0 ? transaction_->erase(Table::TupleCounts, view(key))
                                  : transaction_->put(Table::TupleCounts, view(key), view(value)));
    }
    return {};
}

Result<std::uint64_t> read_count(const Transaction& transaction, StoreId store, const CountId& id) {
    PEMBA_TRY(auto value, transaction.get(Table::TupleCounts, view(count_key(store, id))));
    return value ? decode_count(*value) : Result<std::uint64_t>(0);
}

Result<std::vector<TupleCount>> read_counts(const Transaction& transaction, StoreId store) {
    std::vector<TupleCount> counts;
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::TupleCounts));
    PEMBA_TRY(bool there, cursor.seek(view(count_key(store, {}))));
    while (there && is_of_store(cursor.key(), store)) {
        PEMBA_TRY(auto count, decode_count(cursor.value()));
        counts.push_back({count_of_key(cursor.key()), count});
        PEMBA_TRY(there, cursor.next());
    }
    return counts;
}

} // namespace pemba::storage
