// Loading worlds through the public API.
#include "reference/subject_engine.h"

#include "reference/schema_bytes.h"

namespace pemba::reference {

Result<Schema> compiled(const SchemaModel& model) {
    return to_schema(model);
}

Result<Zookie> load(Engine& engine, const World& world, const Schema& schema) {
    PEMBA_TRY(auto written, engine.write_schema({schema, {}}));
    if (world.tuples.empty())
        return written.written_at;
    ImportRequest request;
    request.tuples.assign(world.tuples.begin(), world.tuples.end());
    PEMBA_TRY(auto imported, engine.import_tuples(std::move(request)));
    return imported.written_at;
}

} // namespace pemba::reference
