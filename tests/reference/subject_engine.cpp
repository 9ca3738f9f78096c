// Loading worlds through the public API.
#include "reference/subject_engine.h"

#include "pemba/schema/compile.h"

namespace pemba::reference {

Result<Schema> compiled(const SchemaModel& model) {
    std::string text = to_zed(model);
    auto result = schema::compile(text, "random.zed");
    if (result.schema)
        return *std::move(result.schema);
    return Error{ErrorCode::InvalidSchema,
                 schema::render(result.diagnostics, text, "random.zed", schema::RenderStyle::Plain),
                 {}};
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
