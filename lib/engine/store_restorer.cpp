#include "engine/store_restorer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/digest.h"
#include "engine/schema_cache.h"
#include "leopard/index.h"
#include "storage/changelog_trim.h"
#include "storage/name_copy.h"
#include "storage/schema_table.h"
#include "storage/tuple_table.h"
#include "storage/unused_names.h"

namespace pemba::engine {
namespace {

// Of one transaction, after which it ends: its pages are in memory until it commits.
constexpr std::size_t kChangesAtOnce = 100'000;

Error not_there(Revision revision) {
    return {ErrorCode::StoreCorrupt,
            fmt::format("`changelog` misses entry {}", to_number(revision)),
            {}};
}

Result<storage::ChangelogEntry> read_entry(const storage::Transaction& transaction, StoreId store,
                                           Revision revision) {
    storage::ChangelogReader reader;
    PEMBA_CHECK_OK(reader.begin(transaction, store, revision));
    PEMBA_TRY(const bool there, reader.next());
    if (!there || reader.revision() != revision)
        return not_there(revision);
    return reader.entry();
}

} // namespace

Result<void> StoreRestorer::begin() {
    PEMBA_TRY(auto here, environment_->begin_read());
    PEMBA_TRY(const auto head, storage::read_head(*here, store_));
    if (!head)
        return Error{ErrorCode::StoreCorrupt, "a store has no head record", {}};
    head_ = *head;
    newest_ = head_.revision;
    PEMBA_TRY(trimmed_, storage::read_trimmed(*here, store_));
    if (!later_)
        return {};
    PEMBA_TRY(trimmed_later_, storage::read_trimmed(*later_, store_));
    PEMBA_TRY(const auto then, storage::read_head(*later_, store_));
    PEMBA_TRY(const bool agrees, then ? goes_on_from(*here, *then) : true);
    if (!agrees)
        return Error{ErrorCode::InvalidArgument,
                     "the changelog is not of the database that the backup was made of, or one of "
                     "them was written to elsewhere since",
                     {}};
    if (then)
        newest_ = std::max(newest_, then->revision);
    return {};
}

// Whether the later state is of this life of the store: the last revision that both have is the
// same, as far as both still know it.
Result<bool> StoreRestorer::goes_on_from(const storage::Transaction& here,
                                         const storage::Head& then) const {
    const auto key = storage::revision_key(store_, std::min(head_.revision, then.revision));
    PEMBA_TRY(const auto ours, here.get(storage::Table::Changelog, storage::view(key)));
    PEMBA_TRY(const auto theirs, later_->get(storage::Table::Changelog, storage::view(key)));
    return then.epoch == head_.epoch && (!ours || !theirs || *ours == *theirs);
}

Error StoreRestorer::too_early() const {
    const auto time = to_string(trimmed_.time);
    return {ErrorCode::SnapshotUnavailable,
            fmt::format("its changelog goes back to revision {}, written at {}, and no further",
                        to_number(trimmed_.through), time),
            {{"oldest_time", time}}};
}

// Between the backup and what the later state still tells is something that nobody knows.
Error StoreRestorer::gap() const {
    const auto has = head_.revision == Revision::Beginning
                         ? std::string("does not have it")
                         : fmt::format("has it up to revision {}", to_number(head_.revision));
    return {ErrorCode::SnapshotUnavailable,
            fmt::format("the backup {}, and its changelog has given up everything up to revision "
                        "{}, written at {}",
                        has, to_number(trimmed_later_.through), to_string(trimmed_later_.time)),
            {}};
}

Result<void> StoreRestorer::check_reaches(Revision revision) const {
    if (revision > newest_)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("there is no revision {} yet: the newest is {}",
                                 to_number(revision), to_number(newest_)),
                     {}};
    if (revision < trimmed_.through)
        return too_early();
    if (revision > head_.revision && head_.revision < trimmed_later_.through)
        return gap();
    return {};
}

Result<Timestamp> StoreRestorer::time_of_entry(Revision revision) const {
    PEMBA_TRY(auto here, environment_->begin_read());
    const auto& changelog = revision <= head_.revision ? *here : *later_;
    PEMBA_TRY(const auto part, storage::read_changelog_part(changelog, store_, revision, 0, {}));
    return part ? Result<Timestamp>(part->entry.time) : not_there(revision);
}

Result<std::optional<Timestamp>> StoreRestorer::time_of(Revision revision) const {
    if (revision == Revision::Beginning)
        return std::optional<Timestamp>{};
    if (revision == trimmed_.through)
        return std::optional(trimmed_.time);
    PEMBA_TRY(const auto time, time_of_entry(revision));
    return std::optional(time);
}

Result<Revision> StoreRestorer::newest_at(Timestamp time) const {
    auto revision = trimmed_.through;
    if (revision != Revision::Beginning && time < trimmed_.time)
        return too_early();
    while (revision < newest_) {
        PEMBA_CHECK_OK(check_reaches(next(revision)));
        PEMBA_TRY(const auto written, time_of_entry(next(revision)));
        if (written > time)
            break;
        revision = next(revision);
    }
    return revision;
}

Result<void> StoreRestorer::go_to(Revision revision) {
    PEMBA_CHECK_OK(check_reaches(revision));
    return revision < head_.revision ? undo_to(revision) : replay_to(revision);
}

Result<void> StoreRestorer::undo_to(Revision revision) {
    while (head_.revision > revision)
        PEMBA_CHECK_OK(undo_some(revision));
    return {};
}

// From the newest back, each revision's changes from the last to the first.
Result<void> StoreRestorer::undo_some(Revision last) {
    PEMBA_TRY(auto transaction, environment_->begin_write());
    {
        storage::TupleTable table(*transaction, store_);
        for (std::size_t changes = 0; head_.revision > last && changes < kChangesAtOnce;) {
            PEMBA_TRY(auto entry, read_entry(*transaction, store_, head_.revision));
            std::ranges::reverse(entry.changes);
            for (const auto& [tuple, inserted, replaced] : entry.changes)
                PEMBA_CHECK_OK(inserted ? table.remove(tuple) : table.insert({&tuple, 1}));
            PEMBA_CHECK_OK(storage::erase_changelog(*transaction, store_, head_.revision));
            head_.revision = previous(head_.revision);
            changes += entry.changes.size() + 1;
        }
        PEMBA_CHECK_OK(table.flush());
    }
    PEMBA_CHECK_OK(storage::erase_schemas_after(*transaction, store_, head_.revision));
    PEMBA_TRY(head_.schema, storage::schema_at(*transaction, store_, head_.revision));
    PEMBA_CHECK_OK(storage::write_head(*transaction, store_, head_));
    return transaction->commit();
}

// In between the record says more than is gone.
Result<void> StoreRestorer::trim_as_later() {
    while (trimmed_.through < trimmed_later_.through) {
        PEMBA_TRY(auto transaction, environment_->begin_write());
        const auto through = std::min(trimmed_later_.through,
                                      Revision{to_number(trimmed_.through) + kChangesAtOnce});
        trimmed_ = trimmed_later_;
        trimmed_.through = through;
        PEMBA_CHECK_OK(storage::trim_changelog(*transaction, store_, trimmed_));
        PEMBA_CHECK_OK(transaction->commit());
    }
    return {};
}

Result<void> StoreRestorer::replay_to(Revision revision) {
    if (revision == head_.revision)
        return {};
    PEMBA_CHECK_OK(trim_as_later());
    {
        PEMBA_TRY(auto transaction, environment_->begin_write());
        PEMBA_CHECK_OK(storage::copy_new_names(*later_, store_, *transaction, head_));
        PEMBA_CHECK_OK(storage::write_head(*transaction, store_, head_));
        PEMBA_CHECK_OK(transaction->commit());
    }
    while (head_.revision < revision)
        PEMBA_CHECK_OK(replay_some(revision));
    return {};
}

Result<void> StoreRestorer::replay_some(Revision last) {
    PEMBA_TRY(auto transaction, environment_->begin_write());
    {
        storage::TupleTable table(*transaction, store_);
        for (std::size_t changes = 0; head_.revision < last && changes < kChangesAtOnce;) {
            head_.revision = next(head_.revision);
            PEMBA_TRY(const auto entry, read_entry(*later_, store_, head_.revision));
            PEMBA_CHECK_OK(restore_names(*transaction, entry));
            for (const auto& [tuple, inserted, replaced] : entry.changes)
                PEMBA_CHECK_OK(inserted ? table.insert({&tuple, 1}) : table.remove(tuple));
            PEMBA_CHECK_OK(storage::write_changelog(*transaction, store_, head_.revision, entry));
            if (entry.kind == storage::ChangelogEntry::Kind::Schema)
                PEMBA_CHECK_OK(replay_schema(*transaction));
            changes += entry.changes.size() + 1;
        }
        PEMBA_CHECK_OK(table.flush());
    }
    PEMBA_CHECK_OK(storage::write_head(*transaction, store_, head_));
    return transaction->commit();
}

Result<void> StoreRestorer::replay_schema(storage::WriteTransaction& transaction) {
    PEMBA_TRY(const auto schema, storage::find_schema(*later_, store_, head_.revision));
    if (!schema)
        return Error{ErrorCode::StoreCorrupt, "`schemas` misses a schema", {}};
    PEMBA_CHECK_OK(storage::write_schema(transaction, store_, head_.revision, *schema));
    PEMBA_TRY(const auto assertions, storage::read_assertions(*later_, store_, head_.revision));
    if (!assertions.empty())
        PEMBA_CHECK_OK(storage::write_assertions(transaction, store_, head_.revision, assertions));
    head_.schema = head_.revision;
    return {};
}

// A backup may have been compacted, and have given up names that the database went on using.
Result<void> StoreRestorer::restore_names(storage::WriteTransaction& transaction,
                                          const storage::ChangelogEntry& entry) const {
    PEMBA_TRY(const auto dropped, storage::read_dropped_names(transaction, store_));
    if (dropped == 0)
        return {};
    for (const auto& change : entry.changes)
        for (const auto node : {change.tuple.id.userset, change.tuple.id.subject})
            PEMBA_CHECK_OK(storage::restore_name(*later_, store_, node, transaction));
    return {};
}

Result<void> StoreRestorer::finish() {
    PEMBA_TRY(auto transaction, environment_->begin_write());
    head_.epoch = base::random_bits();
    PEMBA_CHECK_OK(storage::write_head(*transaction, store_, head_));
    PEMBA_TRY(const auto schema, load_schema_view(*transaction, store_, head_.schema));
    PEMBA_CHECK_OK(leopard::rebuild(*transaction, store_, schema->leopard_rules()));
    return transaction->commit();
}

} // namespace pemba::engine
