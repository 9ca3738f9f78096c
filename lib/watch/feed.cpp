#include "watch/feed.h"

#include <fmt/format.h>

#include "storage/names.h"

namespace pemba::watch {
namespace {

constexpr storage::ChangelogPartLimits kPart{.changes = 500, .bytes = 64 * 1024};
constexpr std::size_t kMaxKeptBytes = 16 * 1024;
constexpr std::size_t kMaxResting = 16;

using storage::ChangelogEntry;

std::size_t bytes_of(const WatchEvent& event) {
    std::size_t bytes = sizeof event + event.metadata.size() + event.actor.size();
    for (const auto& [kind, tuple] : event.changes) {
        bytes += sizeof(WatchedChange) + tuple.object.id.size() + tuple.subject.object.id.size();
        if (tuple.condition)
            bytes += tuple.condition->context.size();
    }
    return bytes;
}

// A tuple that is replaced is told once, by what it now is.
Result<std::vector<WatchedChange>> in_words(const std::vector<ChangelogEntry::Change>& changes,
                                            const storage::Names& names) {
    std::vector<WatchedChange> words;
    words.reserve(changes.size());
    for (const auto& change : changes) {
        if (change.replaced)
            continue;
        PEMBA_TRY(auto tuple, names.tuple_of(change.tuple));
        words.push_back(
            {change.inserted ? WatchedChange::Kind::Touched : WatchedChange::Kind::Deleted,
             std::move(tuple)});
    }
    return words;
}

Error begins_later(Revision wanted) {
    return {ErrorCode::SnapshotUnavailable,
            fmt::format("the changelog no longer has revision {}: read everything anew, and go on "
                        "from the token of that",
                        to_number(wanted)),
            {{"revision", std::to_string(to_number(wanted))}}};
}

} // namespace

Result<std::vector<Part>> Feed::read(Place& place, Revision newest, std::size_t max_bytes) {
    std::vector<Part> parts;
    std::size_t bytes = 0;
    take_kept(place, newest, max_bytes, bytes, parts);
    if (place.revision >= newest || bytes >= max_bytes)
        return parts;
    PEMBA_TRY(auto transaction, begin());
    while (place.revision < newest && bytes < max_bytes) {
        PEMBA_TRY(auto part, read_part(*transaction, place));
        if (place.offset == 0 && part.next == 0)
            keep(part);
        place = {part.next == 0 ? part.revision : place.revision, part.next};
        bytes += part.bytes;
        parts.push_back(std::move(part));
    }
    give_back(std::move(transaction));
    return parts;
}

Result<Timestamp> Feed::time_of(Revision revision) {
    PEMBA_TRY(auto transaction, begin());
    PEMBA_TRY(auto part, storage::read_changelog_part(*transaction, epoch_.store, revision, 0,
                                                      {.changes = 1, .bytes = 1}));
    give_back(std::move(transaction));
    if (!part)
        return begins_later(revision);
    return part->entry.time;
}

Result<storage::Trimmed> Feed::trimmed() {
    PEMBA_TRY(auto transaction, begin());
    auto trimmed = storage::read_trimmed(*transaction, epoch_.store);
    give_back(std::move(transaction));
    return trimmed;
}

void Feed::forget_through(Revision revision) {
    std::lock_guard lock(mutex_);
    for (auto& part : kept_)
        if (part.revision <= revision)
            part = {};
}

void Feed::take_kept(Place& place, Revision newest, std::size_t max_bytes, std::size_t& bytes,
                     std::vector<Part>& parts) {
    std::lock_guard lock(mutex_);
    while (!kept_.empty() && place.offset == 0 && place.revision < newest && bytes < max_bytes) {
        const auto& part = kept_[to_number(next(place.revision)) % kKept];
        if (part.revision != next(place.revision))
            return;
        place.revision = part.revision;
        bytes += part.bytes;
        parts.push_back(part);
    }
}

Result<Part> Feed::read_part(const storage::Transaction& transaction, const Place& place) {
    const auto revision = next(place.revision);
    PEMBA_TRY(auto read, storage::read_changelog_part(transaction, epoch_.store, revision,
                                                      place.offset, kPart));
    if (!read)
        return begins_later(revision);
    Part part{revision, read->next, sizeof(Part), nullptr};
    auto& entry = read->entry;
    if (entry.kind == ChangelogEntry::Kind::Expiry)
        return part;
    WatchEvent event;
    event.kind = entry.kind == ChangelogEntry::Kind::Schema ? WatchEvent::Kind::Schema
                                                            : WatchEvent::Kind::Tuples;
    event.through = encode_zookie(epoch_, revision);
    event.time = entry.time;
    event.actor = std::move(entry.actor);
    event.metadata = std::move(entry.metadata);
    PEMBA_TRY(event.changes, in_words(entry.changes, storage::Names(transaction, epoch_.store)));
    event.begins = place.offset == 0;
    event.ends = part.next == 0;
    part.bytes += bytes_of(event);
    part.event = std::make_shared<const WatchEvent>(std::move(event));
    return part;
}

void Feed::keep(const Part& part) {
    if (part.bytes > kMaxKeptBytes)
        return;
    std::lock_guard lock(mutex_);
    if (kept_.empty())
        kept_.resize(kKept);
    auto& place = kept_[to_number(part.revision) % kKept];
    if (place.revision < part.revision) // not what a watcher far behind reads
        place = part;
}

Result<std::unique_ptr<storage::ReadTransaction>> Feed::begin() {
    std::unique_ptr<storage::ReadTransaction> transaction;
    {
        std::lock_guard lock(mutex_);
        if (!resting_.empty()) {
            transaction = std::move(resting_.back());
            resting_.pop_back();
        }
    }
    if (!transaction)
        return environment_->begin_read();
    PEMBA_CHECK_OK(transaction->renew());
    return transaction;
}

void Feed::give_back(std::unique_ptr<storage::ReadTransaction> transaction) {
    transaction->reset();
    std::lock_guard lock(mutex_);
    if (resting_.size() < kMaxResting)
        resting_.push_back(std::move(transaction));
}

} // namespace pemba::watch
