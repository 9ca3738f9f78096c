#include "engine/schema_ids.h"

#include <fmt/format.h>

#include "storage/schema_table.h"
#include "tuple/ulid.h"

namespace pemba::engine {
namespace {

Ulid ulid_of(const Epoch& epoch, Revision revision, Timestamp written_at) {
    return make_ulid(written_at, static_cast<std::uint16_t>(epoch.number), to_number(revision));
}

Error unknown_schema(const SchemaId& id) {
    return {ErrorCode::SchemaUnknown,
            fmt::format("the store has no schema with the id `{}`", id.text.substr(0, 100)),
            {{"schema", id.text}}};
}

} // namespace

Result<SchemaId> id_of_schema(const storage::Transaction& transaction, const Epoch& epoch,
                              Revision revision) {
    if (revision == Revision::Beginning)
        return SchemaId{};
    PEMBA_TRY(auto schema, storage::find_schema(transaction, epoch.store, revision));
    if (!schema)
        return Error{ErrorCode::StoreCorrupt, "`schemas` misses a schema", {}};
    return SchemaId{to_string(ulid_of(epoch, revision, schema->written_at))};
}

Result<Revision> revision_of_schema(const storage::Transaction& transaction, const Epoch& epoch,
                                    const SchemaId& id) {
    auto ulid = parse_ulid(id.text);
    if (!ulid)
        return unknown_schema(id);
    Revision revision{ulid->low};
    PEMBA_TRY(auto schema, storage::find_schema(transaction, epoch.store, revision));
    if (!schema || ulid_of(epoch, revision, schema->written_at) != *ulid)
        return unknown_schema(id);
    return revision;
}

} // namespace pemba::engine
