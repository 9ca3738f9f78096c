#include "storage/closure_table.h"

#include <span>

namespace pemba::storage {
namespace {

Error damaged() {
    return {ErrorCode::StoreCorrupt, "an entry of `leopard` is damaged", {}};
}

Result<NodeId> decode(View value) {
    if (value.size() != sizeof(ClosureValue))
        return damaged();
    return NodeId::from_bits(base::load_big_endian(value.data(), 8));
}

// A page of members at a time.
Result<std::vector<NodeId>> read_members(const Transaction& transaction, View key) {
    TableCursor cursor; // gone before the table changes
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Leopard));
    std::vector<NodeId> members;
    MDB_val k = to_val(key), page{};
    int rc = mdb_cursor_get(cursor.handle(), &k, &page, MDB_SET);
    if (rc == MDB_SUCCESS)
        rc = mdb_cursor_get(cursor.handle(), &k, &page, MDB_GET_MULTIPLE);
    for (; rc == MDB_SUCCESS; rc = mdb_cursor_get(cursor.handle(), &k, &page, MDB_NEXT_MULTIPLE)) {
        const auto* bytes = static_cast<const char*>(page.mv_data);
        if (page.mv_size % sizeof(ClosureValue) != 0)
            return damaged();
        for (std::size_t at = 0; at < page.mv_size; at += sizeof(ClosureValue))
            members.push_back(NodeId::from_bits(base::load_big_endian(bytes + at, 8)));
    }
    if (rc != MDB_NOTFOUND)
        return error_of(rc, "read `leopard`");
    return members;
}

// One node's entry, while it is changed.
class Entry {
public:
    Entry(WriteTransaction& transaction, StoreId store, NodeId node)
        : transaction_(transaction), key_(node_key(store, node)) {}

    Result<void> put(NodeId member) {
        return transaction_.put(Table::Leopard, view(key_), view(closure_value(member)));
    }
    Result<void> erase(NodeId member) {
        return transaction_.erase(Table::Leopard, view(key_), view(closure_value(member)));
    }
    Result<void> erase_all() { return transaction_.erase(Table::Leopard, view(key_)); }

    Result<void> put_header(const Closure& closure) {
        switch (closure.state) {
        case Closure::State::Empty: return {};
        case Closure::State::Complete: return put(closure::header(closure.depth));
        case Closure::State::Incomplete: return put(closure::kIncomplete);
        }
        return {};
    }

    // Two ordered lists: what only one of them has.
    Result<void> replace(std::span<const NodeId> before, std::span<const NodeId> after) {
        auto old = before.begin();
        for (auto node : after) {
            while (old != before.end() && *old < node)
                PEMBA_CHECK_OK(erase(*old++));
            if (old != before.end() && *old == node)
                ++old;
            else
                PEMBA_CHECK_OK(put(node));
        }
        while (old != before.end())
            PEMBA_CHECK_OK(erase(*old++));
        return {};
    }

private:
    WriteTransaction& transaction_;
    NodeKey key_;
};

} // namespace

WholeClosure WholeClosure::of(std::uint32_t depth, std::vector<NodeId> members) {
    if (members.empty())
        return {};
    const Closure what{Closure::State::Complete, depth, members.size()};
    return {what, std::move(members)};
}

Result<WholeClosure> read_closure(const Transaction& transaction, StoreId store, NodeId node) {
    PEMBA_TRY(auto entry, read_members(transaction, view(node_key(store, node))));
    if (entry.empty())
        return WholeClosure{};
    const auto header = entry.front();
    if (header == closure::kIncomplete)
        return WholeClosure::incomplete();
    if (header >= closure::first_member() || entry.size() < 2)
        return damaged();
    entry.erase(entry.begin());
    return WholeClosure::of(static_cast<std::uint32_t>(header.object()), std::move(entry));
}

Result<Closure::State> read_closure_state(const Transaction& transaction, StoreId store,
                                          NodeId node) {
    PEMBA_TRY(auto header, transaction.get(Table::Leopard, view(node_key(store, node))));
    if (!header)
        return Closure::State::Empty;
    PEMBA_TRY(auto first, decode(*header));
    return first == closure::kIncomplete ? Closure::State::Incomplete : Closure::State::Complete;
}

Result<std::optional<NodeId>> next_closure(const Transaction& transaction, StoreId store,
                                           NodeId from) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Leopard));
    PEMBA_TRY(bool there, cursor.seek(view(node_key(store, from))));
    if (!there || !is_of_store(cursor.key(), store))
        return std::optional<NodeId>{};
    if (cursor.key().size() != sizeof(NodeKey))
        return damaged();
    return std::optional(node_of_key(cursor.key()));
}

Result<void> replace_closure(WriteTransaction& transaction, StoreId store, NodeId node,
                             const WholeClosure& before, const WholeClosure& after) {
    Entry entry(transaction, store, node);
    if (before.what.state != after.what.state) {
        if (before.what.state != Closure::State::Empty)
            PEMBA_CHECK_OK(entry.erase_all());
        PEMBA_CHECK_OK(entry.put_header(after.what));
        return entry.replace({}, after.members);
    }
    if (before.what.depth != after.what.depth) {
        PEMBA_CHECK_OK(entry.erase(closure::header(before.what.depth)));
        PEMBA_CHECK_OK(entry.put_header(after.what));
    }
    return entry.replace(before.members, after.members);
}

Result<void> erase_closures(WriteTransaction& transaction, StoreId store) {
    while (true) {
        PEMBA_TRY(auto node, next_closure(transaction, store, NodeId{}));
        if (!node)
            return {};
        PEMBA_CHECK_OK(transaction.erase(Table::Leopard, view(node_key(store, *node))));
    }
}

} // namespace pemba::storage
