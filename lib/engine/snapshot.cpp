#include "engine/snapshot.h"

#include "storage/schema_table.h"

namespace pemba::engine {

graph::Asking OpenSnapshot::asking(std::string_view object, std::string_view subject,
                                   const condition::Context& context, const Limits& limits) const {
    return {{schema(), tuples(), context, limits.condition_cost},
            reader_->checker,
            {schema(), names_, object, subject}};
}

Result<OpenSnapshot> SnapshotOpener::open(StoreId store, const Consistency& consistency) {
    PEMBA_TRY(auto now, newest(store));
    auto head = now.head.revision;
    if (consistency.kind() == Consistency::Kind::Newest)
        return open_at(std::move(now), head);
    PEMBA_TRY(auto wanted, decode_zookie(consistency.zookie(), now.epoch));
    if (wanted > head)
        return Error{
            ErrorCode::InvalidZookie, "this zookie is of a revision that does not exist yet", {}};
    bool exact = consistency.kind() == Consistency::Kind::ExactSnapshot;
    return open_at(std::move(now), exact ? wanted : head);
}

Result<SnapshotOpener::Resumed> SnapshotOpener::resume(StoreId store,
                                                       const Consistency& consistency,
                                                       const std::optional<Cursor>& cursor,
                                                       std::uint64_t call) {
    if (!cursor) {
        PEMBA_TRY(auto snapshot, open(store, consistency));
        return Resumed{std::move(snapshot), {}};
    }
    PEMBA_TRY(auto now, newest(store));
    PEMBA_TRY(auto position, decode_cursor(*cursor, now.epoch, call));
    if (position.revision > now.head.revision || position.position.empty())
        return Error{ErrorCode::InvalidCursor, "this is not a cursor", {}};
    PEMBA_TRY(auto snapshot, open_at(std::move(now), position.revision));
    return Resumed{std::move(snapshot), std::move(position.position)};
}

Result<SnapshotOpener::Newest> SnapshotOpener::newest(StoreId store) {
    PEMBA_TRY(auto reader, readers_.acquire());
    if (reader->store != store)
        reader->forget(store);
    PEMBA_TRY(auto head, storage::read_head(*reader->transaction, store));
    if (!head)
        return Error{ErrorCode::StoreCorrupt, "the store has no head record", {}};
    return Newest{std::move(reader), *head, {store, head->epoch}};
}

Result<OpenSnapshot> SnapshotOpener::open_at(Newest now, Revision revision) {
    auto& reader = *now.reader;
    auto store = now.epoch.store;
    auto schema = now.head.schema;
    const storage::Overlay* overlay = nullptr;
    if (revision != now.head.revision) {
        PEMBA_TRY(schema, storage::schema_at(*reader.transaction, store, revision));
        PEMBA_TRY(overlay, use_overlay(reader, store, revision, now.head.revision));
    }
    PEMBA_CHECK_OK(use_schema(reader, store, schema));
    reader.tuples.begin(*reader.transaction, store, overlay, options_->clock(),
                        options_->limits.tuple_reads);
    return OpenSnapshot(std::move(now.reader), now.epoch, revision);
}

Result<void> SnapshotOpener::use_schema(Reader& reader, StoreId store, Revision revision) {
    if (reader.view && reader.view_revision == revision)
        return {};
    PEMBA_TRY(reader.view, schemas_.get(*reader.transaction, store, revision));
    reader.view_revision = revision;
    return {};
}

Result<const storage::Overlay*> SnapshotOpener::use_overlay(Reader& reader, StoreId store,
                                                            Revision from, Revision to) const {
    auto& last = reader.last_overlay;
    if (last.from != from || last.to != to) {
        last.to = Revision::Beginning; // nothing is kept if building fails
        PEMBA_TRY(last.overlay, storage::overlay_back_to(*reader.transaction, store, from, to,
                                                         options_->limits.overlay_changes));
        last.from = from;
        last.to = to;
    }
    return &last.overlay;
}

} // namespace pemba::engine
