#include "engine/snapshot.h"

#include <algorithm>

#include "engine/apply.h"
#include "engine/resolve.h"
#include "engine/schema_ids.h"
#include "engine/tuple_rules.h"
#include "storage/changelog_trim.h"
#include "storage/schema_table.h"

namespace pemba::engine {

namespace {

// A tuple in numbers, where ids that the store has never seen become the request's guests.
Result<storage::StoredTuple> number(const OpenSnapshot& snapshot, const RelationTuple& tuple) {
    const auto& schema = snapshot.schema();
    PEMBA_TRY(auto userset, resolve_userset(snapshot, {tuple.object, tuple.relation}));
    PEMBA_TRY(auto subject, resolve_tuple_subject(snapshot, tuple.subject));
    return storage::StoredTuple{{{schema.slot(userset.slot()).relation, userset.object()}, subject},
                                resolve_details(schema, tuple)};
}

// Whether an overlay changes which sets are nested in which.
bool nests(const storage::Overlay& overlay, const leopard::Rules& rules) {
    auto concerns = [&](const storage::Overlay::Change& change) {
        return rules.concern({change.key, change.member});
    };
    return !rules.empty() && std::ranges::any_of(overlay.all(), concerns);
}

} // namespace

Result<void> OpenSnapshot::suppose(const std::vector<RelationTuple>& tuples,
                                   const Limits& limits) const {
    reader_->guests.clear();
    reader_->tuples.admit_by(admission_);
    reader_->premises_nest = false;
    if (tuples.empty()) {
        reader_->tuples.look_through(past_);
        return {};
    }
    PEMBA_CHECK_OK(check_limit("premises", "premises", tuples.size(), limits.premises));
    reader_->premises = past_ ? *past_ : storage::Overlay{};
    TupleRules rules(reader_->view);
    for (std::size_t i = 0; i < tuples.size(); ++i) {
        if (auto ok = rules.check(tuples[i]); !ok)
            return at_index(std::move(ok).error(), "premises", i);
        PEMBA_TRY(auto stored, number(*this, tuples[i]));
        reader_->premises_nest |= schema().leopard_rules().concern(stored.id);
        reader_->premises.set_present(stored);
    }
    reader_->premises.seal();
    reader_->tuples.look_through(&reader_->premises);
    return {};
}

const Zookie& OpenSnapshot::zookie() const {
    auto& last = reader_->last_zookie;
    if (last.zookie.token.empty() || last.revision != revision_)
        last = {revision_, encode_zookie(epoch_, revision_)};
    return last.zookie;
}

Result<SchemaId> OpenSnapshot::schema_id() const {
    return id_of_schema(transaction(), epoch_, reader_->view_revision);
}

graph::Asking OpenSnapshot::asking(const condition::Context& context, const Options& options,
                                   MissingContext missing_context) const {
    return {{schema(), tuples(), context, options.limits.condition_cost, missing_context,
             options.optimisations, closures_hold_ && !reader_->premises_nest},
            reader_->checker,
            {schema(), names_}};
}

Result<OpenSnapshot> SnapshotOpener::open(StoreId store, const Consistency& consistency,
                                          const std::optional<SchemaId>& schema) {
    PEMBA_TRY(auto now, newest(store));
    auto head = now.head.revision;
    if (consistency.kind() == Consistency::Kind::Newest)
        return open_at(std::move(now), head, schema);
    PEMBA_TRY(auto wanted, decode_zookie(consistency.zookie(), now.epoch));
    if (wanted > head)
        return Error{
            ErrorCode::InvalidZookie, "this zookie is of a revision that does not exist yet", {}};
    bool exact = consistency.kind() == Consistency::Kind::ExactSnapshot;
    return open_at(std::move(now), exact ? wanted : head, schema);
}

Result<SnapshotOpener::Resumed> SnapshotOpener::resume(StoreId store,
                                                       const Consistency& consistency,
                                                       const std::optional<Cursor>& cursor,
                                                       std::uint64_t call,
                                                       const std::optional<SchemaId>& schema) {
    if (!cursor) {
        PEMBA_TRY(auto snapshot, open(store, consistency, schema));
        return Resumed{std::move(snapshot), {}};
    }
    PEMBA_TRY(auto now, newest(store));
    PEMBA_TRY(auto position, decode_cursor(*cursor, now.epoch, call));
    if (position.revision > now.head.revision || position.position.empty())
        return Error{ErrorCode::InvalidCursor, "this is not a cursor", {}};
    PEMBA_TRY(auto snapshot, open_at(std::move(now), position.revision, schema));
    return Resumed{std::move(snapshot), std::move(position.position)};
}

Result<SnapshotOpener::Newest> SnapshotOpener::newest(StoreId store) {
    PEMBA_TRY(auto reader, readers_.acquire());
    if (reader->store != store)
        reader->forget(store);
    PEMBA_TRY(auto head, head_of(*reader));
    reader->guests.clear();
    return Newest{std::move(reader), head, {store, head.epoch}};
}

// Read again only after a commit.
Result<storage::Head> SnapshotOpener::head_of(Reader& reader) {
    auto& last = reader.last_head;
    auto commit_number = reader.transaction->commit_number();
    if (!last.head || last.commit_number != commit_number) {
        PEMBA_TRY(last.head, storage::read_head(*reader.transaction, reader.store));
        last.commit_number = commit_number;
    }
    if (!last.head)
        return Error{ErrorCode::StoreUnknown, "the store was deleted", {}};
    return *last.head;
}

Result<OpenSnapshot> SnapshotOpener::open_at(Newest now, Revision revision,
                                             const std::optional<SchemaId>& schema_id) {
    auto& reader = *now.reader;
    auto store = now.epoch.store;
    auto schema = now.head.schema;
    const storage::Overlay* past = nullptr;
    if (revision != now.head.revision) {
        PEMBA_TRY(schema, storage::schema_at(*reader.transaction, store, revision));
        PEMBA_TRY(past, use_overlay(reader, store, revision, now.head.revision));
    }
    if (schema_id) {
        PEMBA_TRY(schema, revision_of_schema(*reader.transaction, now.epoch, *schema_id));
    }
    PEMBA_CHECK_OK(use_schema(reader, store, schema));
    reader.tuples.begin(*reader.transaction, store, past, options_->clock(),
                        options_->limits.tuple_reads);
    // A schema that was not in force, or need not allow every tuple.
    const bool filters = schema_id || reader.view->policy().filters_tuples;
    const auto* admission = filters ? reader.view.get() : nullptr;
    const bool closures_hold = schema == now.head.schema && closures_hold_in(*reader.view, past);
    const storage::Names names(*reader.transaction, store, now.head, reader.guests, names_);
    return OpenSnapshot(std::move(now.reader), now.epoch, revision, past, admission, closures_hold,
                        names);
}

bool SnapshotOpener::closures_hold_in(const graph::SchemaView& schema,
                                      const storage::Overlay* past) const {
    return options_->optimisations.leopard && !(past && nests(*past, schema.leopard_rules()));
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
    PEMBA_CHECK_OK(storage::check_reaches_back(*reader.transaction, store, from));
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
