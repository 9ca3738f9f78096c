// The commands of Engine::write_schema, Engine::write_assertions and Engine::rebuild_index.
#include <algorithm>

#include "engine/apply.h"
#include "engine/schema_ids.h"
#include "engine/schema_obstacles.h"
#include "leopard/index.h"
#include "schema/namespace_config.h"
#include "storage/schema_table.h"

namespace pemba::engine {
namespace {

Result<void> intern_names(ApplyContext& context, const Schema& schema) {
    storage::NameWriter names(context.transaction(), context.store(), context.head());
    for (const auto& config : schema::namespaces_of(schema)) {
        PEMBA_TRY(auto id, names.intern_namespace(config.name));
        (void)id;
        for (const auto& relation : config.relations) {
            PEMBA_TRY(auto relation_id, names.intern_relation(config.name, relation.name));
            (void)relation_id;
        }
    }
    for (const auto& config : schema::conditions_of(schema)) {
        PEMBA_TRY(auto id, names.intern_condition(config.outline.name));
        (void)id;
    }
    return {};
}

storage::View view_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

namespace {

Result<WriteSchemaResult> schema_in_force(ApplyContext& context) {
    PEMBA_TRY(auto id, id_of_schema(context.transaction(), context.epoch(), context.head().schema));
    return WriteSchemaResult{context.zookie(), std::move(id)};
}

// Stored tuples that the new schema would not allow, where it has to.
Result<void> check_obstacles(ApplyContext& context, const Schema& current, const Schema& next) {
    if (schema::policy_of(next.dialect()).filters_tuples)
        return {};
    const StoredData data{context.transaction(), context.store(), context.now(), context.limits()};
    PEMBA_TRY(auto obstacles, find_obstacles(data, current, next));
    return obstacles.empty() ? Result<void>{} : obstacles_error(obstacles);
}

// The closures follow the tuples that the schema in force lets put sets into sets.
Result<void> follow_rules(ApplyContext& context, const leopard::Rules& before) {
    PEMBA_TRY(auto schema, context.schema());
    const auto& rules = schema->leopard_rules();
    return rules == before ? Result<void>{}
                           : leopard::rebuild(context.transaction(), context.store(), rules);
}

// Ids sort by time, so that of a version is no earlier than that of the one before.
Result<Timestamp> time_of_version(ApplyContext& context) {
    PEMBA_TRY(auto last,
              storage::find_schema(context.transaction(), context.store(), context.head().schema));
    return last ? std::max(last->written_at, context.now()) : context.now();
}

} // namespace

Result<WriteSchemaResult> apply_schema(ApplyContext& context, const WriteSchemaRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_TRY(auto current, context.schema());
    auto bytes = view_of(request.schema.bytes());
    const bool same = view_of(current->schema().bytes()) == bytes;
    if (same && !current->policy().filters_tuples)
        return schema_in_force(context);
    PEMBA_CHECK_OK(check_obstacles(context, current->schema(), request.schema));
    PEMBA_TRY(auto time, time_of_version(context));
    return context.change([&]() -> Result<WriteSchemaResult> {
        PEMBA_CHECK_OK(intern_names(context, request.schema));
        storage::ChangelogEntry entry;
        entry.kind = storage::ChangelogEntry::Kind::Schema;
        PEMBA_CHECK_OK(context.record(std::move(entry), request.context));
        context.head().schema = context.head().revision;
        PEMBA_CHECK_OK(storage::write_schema(context.transaction(), context.store(),
                                             context.head().revision, {time, bytes}));
        PEMBA_CHECK_OK(follow_rules(context, current->leopard_rules()));
        return schema_in_force(context);
    });
}

Result<void> apply_assertions(ApplyContext& context, const AssertionsRequest& request) {
    PEMBA_CHECK_OK(check_limit("bytes of assertions", "assertions_bytes", request.document.size(),
                               context.limits().assertions_bytes));
    PEMBA_TRY(auto schema,
              revision_of_schema(context.transaction(), context.epoch(), request.schema));
    return context.change([&] {
        context.change_without_revision();
        return storage::write_assertions(context.transaction(), context.store(), schema,
                                         request.document);
    });
}

Result<void> apply_rebuild(ApplyContext& context, const RebuildIndexRequest&) {
    PEMBA_TRY(auto schema, context.schema());
    return context.change([&] {
        context.change_without_revision();
        return leopard::rebuild(context.transaction(), context.store(), schema->leopard_rules());
    });
}

} // namespace pemba::engine
