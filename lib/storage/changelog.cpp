#include "storage/changelog.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "storage/key.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

constexpr std::uint64_t kEntryFormat = 1;
constexpr std::size_t kChangeBytes = 17; // without details
constexpr std::size_t kMaxActorBytes = 0xffff;
constexpr std::uint64_t kInserted = 1, kWithDetails = 2, kReplaced = 4;

void append(std::string& bytes, const ChangelogEntry::Change& change) {
    const auto details = encode_details(change.tuple.details);
    auto bits = (change.inserted ? kInserted : 0) | (details.empty() ? 0 : kWithDetails) |
                (change.replaced ? kReplaced : 0);
    base::append_big_endian(bytes, bits, 1);
    base::append_big_endian(bytes, change.tuple.id.userset.bits(), 8);
    base::append_big_endian(bytes, change.tuple.id.subject.bits(), 8);
    if (details.empty())
        return;
    base::append_big_endian(bytes, details.size(), 4);
    bytes += details;
}

std::string encode(const ChangelogEntry& entry) {
    std::string bytes;
    const auto& actor = entry.actor;
    PEMBA_ASSERT(actor.size() <= kMaxActorBytes);
    bytes.reserve(20 + actor.size() + entry.metadata.size() + entry.changes.size() * kChangeBytes);
    base::append_big_endian(bytes, kEntryFormat, 1);
    base::append_big_endian(bytes, static_cast<std::uint64_t>(entry.kind), 1);
    base::append_big_endian(bytes,
                            static_cast<std::uint64_t>(entry.time.time_since_epoch().count()), 8);
    base::append_big_endian(bytes, actor.size(), 2);
    bytes += actor;
    base::append_big_endian(bytes, entry.metadata.size(), 4);
    bytes += entry.metadata;
    base::append_big_endian(bytes, entry.changes.size(), 4);
    for (const auto& change : entry.changes)
        append(bytes, change);
    return bytes;
}

Result<ChangelogEntry::Change> read_change(base::ByteReader& reader) {
    ChangelogEntry::Change change;
    auto bits = reader.integer(1);
    change.inserted = (bits & kInserted) != 0;
    change.replaced = (bits & kReplaced) != 0;
    change.tuple.id.userset = NodeId::from_bits(reader.integer(8));
    change.tuple.id.subject = NodeId::from_bits(reader.integer(8));
    if ((bits & kWithDetails) != 0) {
        PEMBA_TRY(change.tuple.details, decode_details(reader.take(reader.integer(4))));
    }
    return change;
}

Error damaged(Revision revision) {
    return {ErrorCode::StoreCorrupt,
            fmt::format("entry {} of `changelog` is damaged", to_number(revision)),
            {}};
}

// What stands before the changes, and how many follow.
struct EntryHead {
    ChangelogEntry entry;
    std::uint64_t changes = 0;
};

Result<EntryHead> read_head(base::ByteReader& reader, Revision revision) {
    EntryHead head;
    auto& entry = head.entry;
    bool format_is_right = reader.integer(1) == kEntryFormat;
    entry.kind = static_cast<ChangelogEntry::Kind>(reader.integer(1));
    entry.time = Timestamp(std::chrono::microseconds(reader.integer(8)));
    entry.actor = reader.take(reader.integer(2));
    entry.metadata = reader.take(reader.integer(4));
    head.changes = reader.integer(4);
    bool size_is_right = reader.rest().size() >= head.changes * kChangeBytes;
    if (!reader.ok() || !format_is_right || !size_is_right)
        return damaged(revision);
    return head;
}

Result<ChangelogEntry> decode(View bytes, Revision revision) {
    base::ByteReader reader(bytes);
    PEMBA_TRY(auto head, read_head(reader, revision));
    auto& entry = head.entry;
    entry.changes.reserve(head.changes);
    for (std::uint64_t i = 0; i < head.changes && reader.ok(); ++i) {
        PEMBA_TRY(auto change, read_change(reader));
        entry.changes.push_back(std::move(change));
    }
    if (!reader.finished())
        return damaged(revision);
    return std::move(entry);
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
    const auto key = revision_key(store, revision);
    return transaction.append(Table::Changelog, view(key), seal(view(key), encode(entry)));
}

Result<void> erase_changelog(WriteTransaction& transaction, StoreId store, Revision revision) {
    return transaction.erase(Table::Changelog, view(revision_key(store, revision)));
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
    const auto bytes = unseal(cursor_.key(), cursor_.value());
    if (!bytes)
        return damaged(revision_);
    PEMBA_TRY(entry_, decode(*bytes, revision_));
    PEMBA_TRY(there_, cursor_.next());
    return true;
}

Result<std::optional<ChangelogPart>> read_changelog_part(const Transaction& transaction,
                                                         StoreId store, Revision revision,
                                                         std::uint64_t from,
                                                         const ChangelogPartLimits& limits) {
    const auto key = revision_key(store, revision);
    PEMBA_TRY(auto sealed, transaction.get(Table::Changelog, view(key)));
    if (!sealed)
        return std::optional<ChangelogPart>{};
    // Once an entry is enough.
    const auto bytes =
        from == 0 ? unseal(view(key), *sealed) : sealed->substr(0, sealed->size() - kSealBytes);
    if (!bytes)
        return damaged(revision);
    base::ByteReader reader(*bytes);
    PEMBA_TRY(auto head, read_head(reader, revision));
    auto place = [&] { return bytes->size() - reader.rest().size(); };
    if (from != 0)
        reader.take(std::max<std::uint64_t>(from, place()) - place());
    const auto begin = place();
    ChangelogPart part{std::move(head.entry)};
    auto& changes = part.entry.changes;
    while (reader.ok() && !reader.rest().empty() && changes.size() < limits.changes &&
           place() - begin < limits.bytes) {
        PEMBA_TRY(auto change, read_change(reader));
        changes.push_back(std::move(change));
    }
    if (!reader.ok())
        return damaged(revision);
    part.next = reader.finished() ? 0 : place();
    return std::optional(std::move(part));
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
        change->inserted ? overlay.set_absent(change->tuple.id)
                         : overlay.set_present(change->tuple);
    overlay.seal();
    return overlay;
}

} // namespace pemba::storage
