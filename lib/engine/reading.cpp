// Reading tuples in pages, the schema, and what another schema would do.
#include <fmt/format.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "engine/engine_state.h"
#include "engine/schema_ids.h"
#include "engine/schema_obstacles.h"
#include "engine/spending.h"
#include "engine/tuple_scan.h"
#include "storage/schema_table.h"

namespace pemba {
namespace {

std::string words_of(const std::optional<std::string>& text) {
    return text ? "=" + *text : "-";
}

std::uint64_t call_of(const ReadRequest& request) {
    const auto& filter = request.filter;
    auto text = fmt::format("read\n{}\n{}\n{}\n{}\n{}", words_of(filter.namespace_name),
                            words_of(filter.object_id), words_of(filter.object_id_prefix),
                            words_of(filter.relation), request.cursor_scope);
    if (filter.subject)
        text += fmt::format("\n{}\n{}\n{}", filter.subject->namespace_name,
                            words_of(filter.subject->id), words_of(filter.subject->relation));
    return base::fingerprint(text);
}

std::string position_of(const TupleId& tuple) {
    std::string bytes;
    base::append_big_endian(bytes, tuple.userset.bits(), 8);
    base::append_big_endian(bytes, tuple.subject.bits(), 8);
    return bytes;
}

Result<void> go_on_after(engine::TupleScan& scan, std::string_view position) {
    if (position.empty())
        return {};
    base::ByteReader reader(position);
    auto userset = NodeId::from_bits(reader.integer(8));
    auto subject = NodeId::from_bits(reader.integer(8));
    if (!reader.finished() || !scan.start_after({userset, subject}))
        return Error{ErrorCode::InvalidCursor, "this is not a cursor of this call", {}};
    return {};
}

} // namespace

Result<ReadResult> Engine::read(const ReadRequest& request) const {
    if (request.limit == 0)
        return Error{ErrorCode::InvalidArgument, "a page has at least one tuple", {}};
    auto call = call_of(request);
    PEMBA_TRY(auto resumed, state_->resume(request.consistency, request.cursor, call));
    const auto& snapshot = resumed.snapshot;
    const engine::Spending spending(snapshot, request.budget);
    const auto& names = snapshot.names();
    PEMBA_TRY(auto plan, engine::plan_scan(request.filter, snapshot.schema(), names,
                                           engine::ComputedRelation::IsAnError));
    engine::TupleScan scan(plan, snapshot.tuples(), names);
    PEMBA_CHECK_OK(go_on_after(scan, resumed.position));
    std::vector<storage::StoredTuple> found;
    PEMBA_TRY(bool more, scan.next(request.limit, found));
    ReadResult result{snapshot.zookie(), {}, {}, !more};
    auto prefix = cursor_prefix(snapshot.epoch(), snapshot.revision(), call);
    for (const auto& tuple : found) {
        PEMBA_TRY(auto words, names.tuple_of(tuple));
        result.tuples.push_back(std::move(words));
        result.cursors.push_back(encode_cursor(prefix, position_of(tuple.id)));
    }
    return result;
}

Result<ReadSchemaResult> Engine::read_schema(const ReadSchemaRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency, request.id));
    const auto& schema = snapshot.schema().schema();
    if (schema.is_empty() && !request.none_is_empty)
        return Error{ErrorCode::NoSchema, "no schema has been written yet", {}};
    PEMBA_TRY(auto id, snapshot.schema_id());
    return ReadSchemaResult{schema, snapshot.zookie(), std::move(id)};
}

Result<ListSchemasResult> Engine::list_schemas(const ListSchemasRequest& request) const {
    if (request.limit == 0)
        return Error{ErrorCode::InvalidArgument, "a page has at least one schema", {}};
    PEMBA_TRY(auto snapshot, state_->open(Consistency::newest()));
    const auto& transaction = snapshot.transaction();
    auto from = snapshot.revision();
    if (request.before) {
        PEMBA_TRY(auto before,
                  engine::revision_of_schema(transaction, snapshot.epoch(), *request.before));
        from = previous(before);
    }
    ListSchemasResult result;
    while (true) {
        PEMBA_TRY(auto at, storage::schema_at(transaction, state_->store(), from));
        if (at == Revision::Beginning)
            return result;
        if (result.versions.size() == request.limit) {
            result.complete = false;
            return result;
        }
        PEMBA_TRY(auto id, engine::id_of_schema(transaction, snapshot.epoch(), at));
        PEMBA_TRY(auto stored, storage::find_schema(transaction, state_->store(), at));
        PEMBA_TRY(auto schema, engine::load_schema(transaction, state_->store(), at));
        result.versions.push_back({std::move(id), stored->written_at, std::move(schema)});
        from = previous(at);
    }
}

Result<std::string> Engine::read_assertions(const SchemaId& schema) const {
    PEMBA_TRY(auto snapshot, state_->open(Consistency::newest()));
    const auto& transaction = snapshot.transaction();
    PEMBA_TRY(auto revision, engine::revision_of_schema(transaction, snapshot.epoch(), schema));
    return storage::read_assertions(transaction, state_->store(), revision);
}

Result<SchemaPlan> Engine::plan_schema(const Schema& schema) const {
    PEMBA_TRY(auto snapshot, state_->open(Consistency::newest()));
    const auto& current = snapshot.schema().schema();
    const engine::StoredData data{snapshot.transaction(), snapshot.epoch().store, state_->now(),
                                  state_->limits()};
    SchemaPlan plan{snapshot.zookie(), differences(current, schema), {}};
    PEMBA_TRY(plan.obstacles, engine::find_obstacles(data, current, schema));
    return plan;
}

} // namespace pemba
