// The engine under comparison: how a world gets into it.
#pragma once

#include <memory>

#include "pemba/engine.h"
#include "reference/evaluator.h"

namespace pemba::reference {

/// The model's text, compiled. Errors: InvalidSchema with the diagnostics.
[[nodiscard]] Result<Schema> compiled(const SchemaModel& model);

/// Writes a world into an engine that holds no tuple. Errors: those of the engine's writes.
[[nodiscard]] Result<Zookie> load(Engine& engine, const World& world, const Schema& schema);

} // namespace pemba::reference
