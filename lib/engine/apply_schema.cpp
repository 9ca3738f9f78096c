// The command of Engine::write_schema.
#include "engine/apply.h"
#include "engine/schema_obstacles.h"
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

Result<WriteResult> apply_schema(ApplyContext& context, const WriteSchemaRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_TRY(auto current, context.schema());
    auto bytes = view_of(request.schema.bytes());
    if (view_of(current->schema().bytes()) == bytes)
        return WriteResult{context.zookie()};
    const StoredData data{context.transaction(), context.store(), context.now(), context.limits()};
    PEMBA_TRY(auto obstacles, find_obstacles(data, current->schema(), request.schema));
    if (!obstacles.empty())
        return obstacles_error(obstacles);
    return context.change([&]() -> Result<WriteResult> {
        PEMBA_CHECK_OK(intern_names(context, request.schema));
        storage::ChangelogEntry entry;
        entry.kind = storage::ChangelogEntry::Kind::Schema;
        PEMBA_CHECK_OK(context.record(std::move(entry), request.context));
        context.head().schema = context.head().revision;
        PEMBA_CHECK_OK(storage::write_schema(context.transaction(), context.store(),
                                             context.head().revision, bytes));
        return WriteResult{context.zookie()};
    });
}

} // namespace pemba::engine
