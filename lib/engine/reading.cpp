// Reading tuples in pages, the schema, and what another schema would do.
#include <fmt/format.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "engine/engine_state.h"
#include "engine/schema_obstacles.h"
#include "engine/tuple_scan.h"

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
    PEMBA_TRY(auto snapshot, state_->open(request.consistency));
    const auto& schema = snapshot.schema().schema();
    if (schema.is_empty() && !request.none_is_empty)
        return Error{ErrorCode::NoSchema, "no schema has been written yet", {}};
    return ReadSchemaResult{schema, snapshot.zookie()};
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
