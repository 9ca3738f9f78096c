// read_json(): the JSON form of a model as a schema.
#pragma once

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

/// Reads what OpenFGA's API takes: unknown fields are ignored, `null` is as if a field were not
/// there, a rewrite that says nothing becomes Nil. A condition is known by its key. What does not
/// have its type is reported. O(text).
[[nodiscard]] ir::Schema read_json(const Source& source, Sink& sink);

} // namespace pemba::schema::fga
