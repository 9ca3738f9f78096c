#include "storage/name_copy.h"

#include <fmt/format.h>

#include "storage/key.h"
#include "storage/name_key.h"
#include "storage/names.h"
#include "storage/unused_names.h"

namespace pemba::storage {
namespace {

Result<void> write_name(WriteTransaction& transaction, StoreId store, NameKind kind,
                        std::uint64_t number, View text) {
    Bytes<8> value;
    base::store_big_endian(value.data(), number, 8);
    PEMBA_CHECK_OK(transaction.put(Table::Names, NameKey(store, kind, text).view(), view(value)));
    return transaction.put(Table::NamesByNumber, view(number_key(store, kind, number)), text);
}

// A text that comes with a new number was given up by `later` in between: so is the old number
// here. Returns how many that are.
Result<std::uint64_t> drop_older(WriteTransaction& transaction, StoreId store, NameKind kind,
                                 View text) {
    PEMBA_TRY(const auto number, Names(transaction, store).find(kind, text));
    if (!number)
        return std::uint64_t{0};
    PEMBA_CHECK_OK(transaction.erase(Table::NamesByNumber, view(number_key(store, kind, *number))));
    return std::uint64_t{1};
}

// Of one kind, those numbered after `last`. Returns how many `later` has given up, as far as that
// can be told.
template <class Number>
Result<std::uint64_t> copy_kind(const Transaction& later, StoreId store, NameKind kind,
                                WriteTransaction& transaction, Number& last, Number last_later) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(later, Table::NamesByNumber));
    const auto first = number_key(store, kind, last + std::uint64_t{1});
    PEMBA_TRY(bool there, cursor.seek(view(first)));
    std::uint64_t copied = 0, older = 0;
    for (; there && cursor.key().starts_with(view(first).substr(0, 5)); ++copied) {
        const auto number = base::load_big_endian(cursor.key().data() + 5, 8);
        PEMBA_TRY(const auto dropped, drop_older(transaction, store, kind, cursor.value()));
        older += dropped;
        PEMBA_CHECK_OK(write_name(transaction, store, kind, number, cursor.value()));
        PEMBA_TRY(there, cursor.next());
    }
    const auto given = std::uint64_t{last_later} - last;
    last = last_later;
    return given - copied + older;
}

} // namespace

Result<void> copy_new_names(const Transaction& later, StoreId store, WriteTransaction& transaction,
                            Head& head) {
    PEMBA_TRY(const auto then, read_head(later, store));
    if (!then || then->last_object < head.last_object)
        return Error{ErrorCode::StoreCorrupt, "the later store knows fewer names", {}};
    PEMBA_TRY(auto dropped, copy_kind(later, store, NameKind::Object, transaction, head.last_object,
                                      then->last_object));
    // Names of these kinds are never given up.
    PEMBA_TRY([[maybe_unused]] auto namespaces,
              copy_kind(later, store, NameKind::Namespace, transaction, head.last_namespace,
                        then->last_namespace));
    PEMBA_TRY([[maybe_unused]] auto relations,
              copy_kind(later, store, NameKind::Relation, transaction, head.last_relation,
                        then->last_relation));
    PEMBA_TRY([[maybe_unused]] auto conditions,
              copy_kind(later, store, NameKind::Condition, transaction, head.last_condition,
                        then->last_condition));
    PEMBA_TRY(const auto before, read_dropped_names(transaction, store));
    return write_dropped_names(transaction, store, before + dropped);
}

Result<void> restore_name(const Transaction& later, StoreId store, NodeId node,
                          WriteTransaction& transaction) {
    const auto number = static_cast<std::uint64_t>(node.object());
    const auto key = number_key(store, NameKind::Object, number);
    if (node.is_wildcard())
        return {};
    PEMBA_TRY(const auto here, transaction.get(Table::NamesByNumber, view(key)));
    if (here)
        return {};
    PEMBA_TRY(const auto there, later.get(Table::NamesByNumber, view(key)));
    if (!there)
        return Error{ErrorCode::StoreCorrupt,
                     fmt::format("the changelog names object number {}, which has no name", number),
                     {}};
    PEMBA_CHECK_OK(write_name(transaction, store, NameKind::Object, number, *there));
    PEMBA_TRY(const auto dropped, read_dropped_names(transaction, store));
    return write_dropped_names(transaction, store, dropped - 1);
}

} // namespace pemba::storage
