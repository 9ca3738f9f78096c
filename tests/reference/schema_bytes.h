// A SchemaModel as compiled bytes without the compiler, for telling its mistakes from the engine's.
#pragma once

#include "pemba/schema.h"
#include "reference/schema_model.h"

namespace pemba::reference {

/// The compiled schema, written straight from the model.
[[nodiscard]] Result<Schema> to_schema(const SchemaModel& model);

} // namespace pemba::reference
