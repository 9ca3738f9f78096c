#include "storage/unused_names.h"

#include <fmt/format.h>

#include "storage/changelog.h"
#include "storage/closure.h"
#include "storage/head.h"
#include "storage/name_key.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

// Of one transaction: its pages are in memory until it commits.
constexpr std::size_t kDroppedAtOnce = 10'000;

Error damaged(Table table) {
    return {
        ErrorCode::StoreCorrupt, fmt::format("an entry of `{}` is damaged", name_of(table)), {}};
}

// The nodes of a table of sorted sets; both sides of an entry begin with one.
Result<void> add_nodes(const Transaction& transaction, StoreId store, Table table,
                       ObjectSet& objects) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, table));
    PEMBA_TRY(bool there, cursor.seek(view(node_key(store, {}))));
    while (there && is_of_store(cursor.key(), store)) {
        if (cursor.key().size() != sizeof(NodeKey) || cursor.value().size() < sizeof(ClosureValue))
            return damaged(table);
        objects.add(node_of_key(cursor.key()));
        if (const auto member = node_of_value(cursor.value()); member >= closure::first_member())
            objects.add(member); // the header of a closure names nobody
        PEMBA_TRY(there, cursor.next());
    }
    return {};
}

struct ObjectName {
    std::uint64_t number;
    std::string text;
};

// The next names that are not in use, from a number on, which is moved behind them.
Result<std::vector<ObjectName>> find_unused(const Transaction& transaction, StoreId store,
                                            const ObjectSet& in_use, std::uint64_t& from) {
    std::vector<ObjectName> unused;
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::NamesByNumber));
    const auto first = number_key(store, NameKind::Object, from);
    PEMBA_TRY(bool there, cursor.seek(view(first)));
    while (there && cursor.key().starts_with(view(first).substr(0, 5)) &&
           unused.size() < kDroppedAtOnce) {
        const auto number = base::load_big_endian(cursor.key().data() + 5, 8);
        if (!in_use.contains(number))
            unused.push_back({number, std::string(cursor.value())});
        from = number + 1;
        PEMBA_TRY(there, cursor.next());
    }
    return unused;
}

Result<void> drop(WriteTransaction& transaction, StoreId store,
                  const std::vector<ObjectName>& names) {
    for (const auto& [number, text] : names) {
        PEMBA_CHECK_OK(
            transaction.erase(Table::Names, NameKey(store, NameKind::Object, text).view()));
        PEMBA_CHECK_OK(transaction.erase(Table::NamesByNumber,
                                         view(number_key(store, NameKind::Object, number))));
    }
    PEMBA_TRY(const auto before, read_dropped_names(transaction, store));
    return write_dropped_names(transaction, store, before + names.size());
}

} // namespace

Result<ObjectSet> objects_in_use(const Transaction& transaction, StoreId store) {
    PEMBA_TRY(const auto head, read_head(transaction, store));
    ObjectSet objects(head ? head->last_object : 0);
    PEMBA_CHECK_OK(add_nodes(transaction, store, Table::Tuples, objects));
    PEMBA_CHECK_OK(add_nodes(transaction, store, Table::Leopard, objects));
    ChangelogReader changelog;
    PEMBA_CHECK_OK(changelog.begin(transaction, store, Revision{1}));
    while (true) {
        PEMBA_TRY(const bool there, changelog.next());
        if (!there)
            return objects;
        for (const auto& change : changelog.entry().changes) {
            objects.add(change.tuple.id.userset);
            objects.add(change.tuple.id.subject);
        }
    }
}

Result<std::uint64_t> drop_unused_names(const Environment& environment, StoreId store) {
    std::optional<ObjectSet> in_use;
    {
        PEMBA_TRY(auto transaction, environment.begin_read());
        PEMBA_TRY(in_use, objects_in_use(*transaction, store));
    }
    std::uint64_t dropped = 0;
    for (std::uint64_t from = 0;;) {
        PEMBA_TRY(auto transaction, environment.begin_write());
        PEMBA_TRY(const auto names, find_unused(*transaction, store, *in_use, from));
        if (names.empty())
            return dropped;
        PEMBA_CHECK_OK(drop(*transaction, store, names));
        PEMBA_CHECK_OK(transaction->commit());
        dropped += names.size();
    }
}

Result<std::uint64_t> read_dropped_names(const Transaction& transaction, StoreId store) {
    PEMBA_TRY(const auto count, get_sealed(transaction, Table::Meta, view(meta_key('x', store)),
                                           "the record of names that were given up"));
    if (count && count->size() != 8)
        return Error{
            ErrorCode::StoreCorrupt, "the record of names that were given up is damaged", {}};
    return count ? base::load_big_endian(count->data(), 8) : 0;
}

Result<void> write_dropped_names(WriteTransaction& transaction, StoreId store,
                                 std::uint64_t names) {
    std::string count;
    base::append_big_endian(count, names, 8);
    const auto key = meta_key('x', store);
    return transaction.put(Table::Meta, view(key), seal(view(key), std::move(count)));
}

} // namespace pemba::storage
