// The engine under comparison: how a world gets into it.
#pragma once

#include <memory>

#include "pemba/engine.h"
#include "reference/evaluator.h"

namespace pemba::reference {

/// The model's text, compiled. Errors: InvalidSchema with the diagnostics.
[[nodiscard]] Result<Schema> compiled(const SchemaModel& model);

/// What an engine was told of a world.
struct Loaded {
    Zookie zookie;
    SchemaId schema;
};

/// Writes a world's tuples into an engine under the schema, compiled. The engine holds no tuple
/// yet, unless the dialect takes some that the schema does not allow. Errors: those of the engine's
/// writes.
[[nodiscard]] Result<Loaded> load(Engine& engine, const World& world, const Schema& schema);

} // namespace pemba::reference
