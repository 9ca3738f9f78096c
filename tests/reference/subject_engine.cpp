// Loading worlds through the public API.
#include "reference/subject_engine.h"

#include "pemba/schema/compile.h"

namespace pemba::reference {

Result<Schema> compiled(const SchemaModel& model) {
    std::string text = text_of(model);
    const bool fga = model.dialect == Dialect::Fga;
    const std::string name = fga ? "random.fga" : "random.zed";
    auto result = schema::compile(text, name, fga ? schema::Language::Fga : schema::Language::Zed);
    if (result.schema)
        return *std::move(result.schema);
    return Error{ErrorCode::InvalidSchema,
                 schema::render(result.diagnostics, text, name, schema::RenderStyle::Plain),
                 {}};
}

Result<Loaded> load(Engine& engine, const World& world, const Schema& schema) {
    PEMBA_TRY(auto written, engine.write_schema({schema, {}}));
    if (world.tuples.empty())
        return Loaded{written.written_at, written.id};
    ImportRequest request;
    request.tuples.assign(world.tuples.begin(), world.tuples.end());
    request.touch = true;
    PEMBA_TRY(auto imported, engine.import_tuples(std::move(request)));
    return Loaded{imported.written_at, written.id};
}

} // namespace pemba::reference
