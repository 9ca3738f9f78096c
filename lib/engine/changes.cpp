// Engine::read_changes: the changelog in pages.
#include <algorithm>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "engine/engine_state.h"

namespace pemba {
namespace {

// Changes looked at in one call, so that a filter that matches little costs a bounded time; the
// cursor goes on.
constexpr std::size_t kMaxLookedAt = 100'000;

std::uint64_t call_of(const ReadChangesRequest& request) {
    return base::fingerprint(fmt::format("read_changes\n{}", request.namespace_name.value_or("*")));
}

// Where a reader stands: everything before `place` was read, and of the part there `taken` changes.
struct Position {
    watch::Place place;
    std::uint64_t taken = 0;
};

std::string bytes_of(const Position& position) {
    std::string bytes;
    base::append_big_endian(bytes, position.place.offset, 8);
    base::append_big_endian(bytes, position.taken, 8);
    return bytes;
}

Error not_a_cursor() {
    return {ErrorCode::InvalidCursor, "this is not a cursor of this call", {}};
}

Result<Position> position_of(const ReadChangesRequest& request, const Epoch& epoch,
                             Revision newest) {
    PEMBA_TRY(auto cursor, decode_cursor(*request.cursor, epoch, call_of(request)));
    base::ByteReader reader(cursor.position);
    Position position{{cursor.revision, reader.integer(8)}, reader.integer(8)};
    if (!reader.finished() || cursor.revision > newest)
        return not_a_cursor();
    return position;
}

Error given_up(const storage::Trimmed& trimmed) {
    return {ErrorCode::SnapshotUnavailable,
            fmt::format("changes up to {} are no longer kept: read all tuples, and then the "
                        "changes since {}",
                        to_string(trimmed.time),
                        to_string(trimmed.time + std::chrono::microseconds(1))),
            {}};
}

class ChangeReader {
public:
    ChangeReader(watch::Feed& feed, const ReadChangesRequest& request, Revision newest)
        : feed_(feed), request_(request), newest_(newest) {}

    // The place before the first revision that was written at `since` or later.
    Result<Position> find(Timestamp since) {
        PEMBA_TRY(const auto trimmed, feed_.trimmed());
        if (trimmed.through != Revision::Beginning && since <= trimmed.time)
            return given_up(trimmed);
        std::uint64_t low = to_number(trimmed.through), high = to_number(newest_);
        while (low < high) {
            auto middle = low + (high - low) / 2;
            PEMBA_TRY(auto time, feed_.time_of(Revision{middle + 1}));
            if (time < since)
                low = middle + 1;
            else
                high = middle;
        }
        return Position{{Revision{low}, 0}, 0};
    }

    Result<ReadChangesResult> read(Position position) {
        PEMBA_TRY(const auto trimmed, feed_.trimmed());
        if (position.place.revision < trimmed.through)
            return given_up(trimmed);
        ReadChangesResult result;
        const auto begin = position;
        while (result.changes.size() < request_.limit && result.looked_at < kMaxLookedAt &&
               position.place.revision < newest_) {
            auto next = position.place;
            auto parts = feed_.read(next, newest_, 1);
            if (!parts)
                return blame(parts.error(), position.place);
            if (take(parts->front(), position.taken, result))
                position = {next, 0};
        }
        if (bytes_of(position) != bytes_of(begin) ||
            position.place.revision != begin.place.revision)
            result.cursor = encode_cursor(
                cursor_prefix(feed_.epoch(), position.place.revision, call_of(request_)),
                bytes_of(position));
        return result;
    }

private:
    // What is read from within a revision on is not checked, and makes no sense if the cursor makes
    // none: the store is damaged if the revision cannot be read from its beginning on either.
    Error blame(Error error, const watch::Place& place) {
        watch::Place beginning{place.revision};
        const bool is_suspect = error.code == ErrorCode::StoreCorrupt && place.offset != 0;
        return is_suspect && feed_.read(beginning, newest_, 1) ? not_a_cursor() : error;
    }

    // Takes changes of one part, from the one at `taken` on. Returns whether nothing is left of it.
    bool take(const watch::Part& part, std::uint64_t& taken, ReadChangesResult& result) {
        if (!part.event)
            return true;
        const auto& changes = part.event->changes;
        for (; taken < changes.size(); ++taken, ++result.looked_at) {
            if (result.changes.size() == request_.limit)
                return false;
            const auto& change = changes[taken];
            if (!request_.namespace_name ||
                change.tuple.object.namespace_name == *request_.namespace_name)
                result.changes.push_back({change, part.event->time});
        }
        return true;
    }

    watch::Feed& feed_;
    const ReadChangesRequest& request_;
    Revision newest_;
};

} // namespace

Result<ReadChangesResult> Engine::read_changes(const ReadChangesRequest& request) const {
    if (request.limit == 0)
        return Error{ErrorCode::InvalidArgument, "a page has at least one change", {}};
    Revision newest{};
    {
        PEMBA_TRY(auto snapshot, state_->open(Consistency::newest()));
        newest = snapshot.revision();
    }
    ChangeReader reader(state_->feed(), request, newest);
    Position position;
    if (request.cursor) {
        PEMBA_TRY(position, position_of(request, state_->feed().epoch(), newest));
    } else if (request.since) {
        PEMBA_TRY(position, reader.find(*request.since));
    }
    return reader.read(position);
}

} // namespace pemba
