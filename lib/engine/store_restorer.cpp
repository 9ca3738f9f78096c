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
    const auto number = std::to_string(to_number(revision));
    return {ErrorCode::SnapshotUnavailable,
            fmt::format("the changelog does not have revision {}", number),
            {{"revision", number}}};
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
    if (!later_)
        return {};
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

Result<Timestamp> StoreRestorer::time_of(Revision revision) const {
    PEMBA_TRY(auto here, environment_->begin_read());
    const auto& changelog = revision <= head_.revision ? *here : *later_;
    PEMBA_TRY(const auto part, storage::read_changelog_part(changelog, store_, revision, 0, {}));
    return part ? Result<Timestamp>(part->entry.time) : not_there(revision);
}

Result<Revision> StoreRestorer::newest_at(Timestamp time) const {
    PEMBA_TRY(auto here, environment_->begin_read());
    PEMBA_TRY(const auto trimmed, storage::read_trimmed(*here, store_));
    if (trimmed.through != Revision::Beginning && time < trimmed.time)
        return not_there(trimmed.through);
    auto revision = trimmed.through;
    while (revision < newest_) {
        PEMBA_TRY(const auto written, time_of(next(revision)));
        if (written > time)
            break;
        revision = next(revision);
    }
    return revision;
}

Result<void> StoreRestorer::go_to(Revision revision) {
    if (revision > newest_)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("there is no revision {} yet: the newest is {}",
                                 to_number(revision), to_number(newest_)),
                     {}};
    return revision < head_.revision ? undo_to(revision) : replay_to(revision);
}

Result<void> StoreRestorer::undo_to(Revision revision) {
    {
        PEMBA_TRY(auto here, environment_->begin_read());
        PEMBA_CHECK_OK(storage::check_reaches_back(*here, store_, revision));
    }
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
    PEMBA_TRY(const auto goal, storage::read_trimmed(*later_, store_));
    while (true) {
        PEMBA_TRY(auto transaction, environment_->begin_write());
        PEMBA_TRY(const auto done, storage::read_trimmed(*transaction, store_));
        if (done.through >= goal.through)
            return {};
        auto step = goal;
        step.through = std::min(goal.through, Revision{to_number(done.through) + kChangesAtOnce});
        PEMBA_CHECK_OK(storage::trim_changelog(*transaction, store_, step));
        PEMBA_CHECK_OK(transaction->commit());
    }
}

Result<void> StoreRestorer::replay_to(Revision revision) {
    if (revision == head_.revision)
        return {};
    PEMBA_CHECK_OK(storage::check_reaches_back(*later_, store_, head_.revision));
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
