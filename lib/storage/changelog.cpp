#include "storage/changelog.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "storage/key.h"

namespace pemba::storage {
namespace {

constexpr std::uint64_t kEntryFormat = 1;
constexpr std::size_t kChangeBytes = 17;
constexpr std::size_t kMaxActorBytes = 0xffff;

std::string encode(const ChangelogEntry& entry) {
    std::string bytes;
    const auto& actor = entry.actor;
    PEMBA_ASSERT(actor.size() <= kMaxActorBytes);
    bytes.reserve(20 + actor.size() + entry.metadata.size() + entry.changes.size() * kChangeBytes);
    base::append_big_endian(bytes, kEntryFormat, 1);
    base::append_big_endian(bytes, static_cast<std::uint64_t>(entry.kind), 1);
    base::append_big_endian(bytes, static_cast<std::uint64_t>(entry.time), 8);
    base::append_big_endian(bytes, actor.size(), 2);
    bytes += actor;
    base::append_big_endian(bytes, entry.metadata.size(), 4);
    bytes += entry.metadata;
    base::append_big_endian(bytes, entry.changes.size(), 4);
    for (const auto& [tuple, inserted] : entry.changes) {
        base::append_big_endian(bytes, inserted ? 1 : 0, 1);
        base::append_big_endian(bytes, tuple.userset.bits(), 8);
        base::append_big_endian(bytes, tuple.subject.bits(), 8);
    }
    return bytes;
}

Result<ChangelogEntry> decode(View bytes, Revision revision) {
    base::ByteReader reader(bytes);
    ChangelogEntry entry;
    bool format_is_right = reader.integer(1) == kEntryFormat;
    entry.kind = static_cast<ChangelogEntry::Kind>(reader.integer(1));
    entry.time = Timestamp{reader.integer(8)};
    entry.actor = reader.take(reader.integer(2));
    entry.metadata = reader.take(reader.integer(4));
    auto count = reader.integer(4);
    bool size_is_right = reader.rest().size() == count * kChangeBytes;
    if (!reader.ok() || !format_is_right || !size_is_right)
        return Error{ErrorCode::StoreCorrupt,
                     fmt::format("entry {} of `changelog` is damaged", to_number(revision)),
                     {}};
    entry.changes.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        bool inserted = reader.integer(1) == 1;
        auto userset = NodeId::from_bits(reader.integer(8));
        auto subject = NodeId::from_bits(reader.integer(8));
        entry.changes.push_back({{userset, subject}, inserted});
    }
    return entry;
}

Error too_far_back(std::size_t max_changes) {
    return {
        ErrorCode::BudgetExceeded,
        fmt::format("more than {} changes lie between this snapshot and now, which is the limit",
                    max_changes),
        {{"limit", "overlay_changes"}, {"maximum", std::to_string(max_changes)}}};
}

} // namespace

Result<void> write_changelog(WriteTransaction& transaction, StoreId store, Revision revision,
                             const ChangelogEntry& entry) {
    return transaction.append(Table::Changelog, view(revision_key(store, revision)), encode(entry));
}

Result<void> ChangelogReader::begin(const Transaction& transaction, StoreId store, Revision first) {
    store_ = store;
    PEMBA_CHECK_OK(cursor_.bind(transaction, Table::Changelog));
    PEMBA_TRY(there_, cursor_.seek(view(revision_key(store, first))));
    return {};
}

Result<bool> ChangelogReader::next() {
    if (!there_ || !is_of_store(cursor_.key(), store_))
        return false;
    revision_ = revision_of_key(cursor_.key());
    PEMBA_TRY(entry_, decode(cursor_.value(), revision_));
    PEMBA_TRY(there_, cursor_.next());
    return true;
}

Result<Overlay> overlay_back_to(const Transaction& transaction, StoreId store, Revision revision,
                                Revision head, std::size_t max_changes) {
    // From the newest change back to the oldest: of several changes of one tuple, the oldest tells
    // what it was at the revision, and Overlay keeps what is said last.
    std::vector<ChangelogEntry::Change> changes;
    ChangelogReader reader;
    PEMBA_CHECK_OK(reader.begin(transaction, store, next(revision)));
    for (auto expected = next(revision); expected <= head; expected = next(expected)) {
        PEMBA_TRY(bool there, reader.next());
        if (!there || reader.revision() != expected)
            return Error{ErrorCode::SnapshotUnavailable,
                         "the changelog no longer reaches back to this snapshot",
                         {}};
        const auto& entry = reader.entry();
        changes.insert(changes.end(), entry.changes.begin(), entry.changes.end());
        if (changes.size() > max_changes)
            return too_far_back(max_changes);
    }
    Overlay overlay;
    for (auto change = changes.rbegin(); change != changes.rend(); ++change)
        overlay.set(change->tuple, !change->inserted);
    overlay.seal();
    return overlay;
}

} // namespace pemba::storage
