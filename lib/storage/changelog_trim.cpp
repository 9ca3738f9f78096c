#include "storage/changelog_trim.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/changelog.h"
#include "storage/key.h"
#include "storage/seal.h"
#include "storage/tuple_hash.h"

namespace pemba::storage {
namespace {

Result<void> write_trimmed(WriteTransaction& transaction, StoreId store, const Trimmed& trimmed) {
    std::string bytes;
    base::append_big_endian(bytes, to_number(trimmed.through), 8);
    base::append_big_endian(bytes, biased_bits(trimmed.time), 8);
    base::append_big_endian(bytes, trimmed.tuples.count, 8);
    base::append_big_endian(bytes, trimmed.tuples.sum, 8);
    const auto key = meta_key('t', store);
    return transaction.put(Table::Meta, view(key), seal(view(key), std::move(bytes)));
}

} // namespace

Result<Trimmed> read_trimmed(const Transaction& transaction, StoreId store) {
    PEMBA_TRY(auto bytes, get_sealed(transaction, Table::Meta, view(meta_key('t', store)),
                                     "the record of what the changelog has given up"));
    Trimmed trimmed;
    if (!bytes)
        return trimmed;
    base::ByteReader reader(*bytes);
    trimmed.through = Revision{reader.integer(8)};
    trimmed.time = time_of_biased_bits(reader.integer(8));
    trimmed.tuples.count = reader.integer(8);
    trimmed.tuples.sum = reader.integer(8);
    if (!reader.finished())
        return Error{ErrorCode::StoreCorrupt,
                     "the record of what the changelog has given up is damaged",
                     {}};
    return trimmed;
}

Result<void> check_reaches_back(const Transaction& transaction, StoreId store, Revision revision) {
    PEMBA_TRY(const auto trimmed, read_trimmed(transaction, store));
    if (revision >= trimmed.through)
        return {};
    const auto wanted = std::to_string(to_number(revision));
    const auto oldest = std::to_string(to_number(trimmed.through));
    return Error{ErrorCode::SnapshotUnavailable,
                 fmt::format("revision {} is no longer kept, the oldest is {}: ask for a newer one",
                             wanted, oldest),
                 {{"revision", wanted}, {"oldest", oldest}}};
}

Result<void> check_newest_entry(const Transaction& transaction, StoreId store, Revision newest) {
    PEMBA_TRY(const auto trimmed, read_trimmed(transaction, store));
    ChangelogReader reader;
    PEMBA_CHECK_OK(reader.begin(transaction, store, std::max(newest, next(trimmed.through))));
    PEMBA_TRY(const bool is_there, reader.next());
    const bool is_right = is_there && reader.revision() == newest;
    PEMBA_TRY(const bool goes_on, reader.next());
    if (newest == trimmed.through ? !is_there : is_right && !goes_on)
        return {};
    return Error{
        ErrorCode::StoreCorrupt,
        fmt::format("`changelog` does not end with the newest revision {}; restore the store from "
                    "a backup, or look at all of it with `pembadb verify`",
                    to_number(newest)),
        {}};
}

Result<Trimmed> plan_trim(const Transaction& transaction, StoreId store, Timestamp before,
                          const TrimLimits& limits) {
    PEMBA_TRY(auto plan, read_trimmed(transaction, store));
    ChangelogReader reader;
    PEMBA_CHECK_OK(reader.begin(transaction, store, next(plan.through)));
    std::size_t changes = 0;
    for (std::size_t i = 0; i < limits.entries && changes < limits.changes; ++i) {
        PEMBA_TRY(const bool there, reader.next());
        const auto& entry = reader.entry();
        if (!there || entry.time >= before)
            break;
        if (reader.revision() != next(plan.through))
            return Error{ErrorCode::StoreCorrupt,
                         fmt::format("`changelog` misses entry {}", to_number(next(plan.through))),
                         {}};
        for (const auto& [tuple, inserted, replaced] : entry.changes)
            inserted ? plan.tuples.add(hash_of(tuple.id, tuple.details))
                     : plan.tuples.remove(hash_of(tuple.id, tuple.details));
        changes += entry.changes.size();
        plan.through = reader.revision();
        plan.time = std::max(plan.time, entry.time);
    }
    return plan;
}

Result<void> trim_changelog(WriteTransaction& transaction, StoreId store, const Trimmed& plan) {
    PEMBA_TRY(const auto before, read_trimmed(transaction, store));
    for (auto revision = before.through; revision < plan.through;) {
        revision = next(revision);
        PEMBA_CHECK_OK(erase_changelog(transaction, store, revision));
    }
    return write_trimmed(transaction, store, plan);
}

Result<std::vector<StoreId>> stores_to_trim(const Transaction& transaction, Timestamp before) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction, Table::Changelog));
    std::vector<StoreId> stores;
    PEMBA_TRY(bool there, cursor.seek(view(StoreKey{})));
    while (there) {
        const auto number =
            static_cast<std::uint32_t>(base::load_big_endian(cursor.key().data(), 4));
        const StoreId store{number};
        PEMBA_TRY(const auto first,
                  read_changelog_part(transaction, store, revision_of_key(cursor.key()), 0, {}));
        if (first && first->entry.time < before)
            stores.push_back(store);
        StoreKey following;
        base::store_big_endian(following.data(), number + 1, 4);
        PEMBA_TRY(there, cursor.seek(view(following)));
    }
    return stores;
}

} // namespace pemba::storage
