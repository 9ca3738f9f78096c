// Why a check answered as it did: in the peer's nested shape, and in Pemba's own flat one.
#pragma once

#include "api/json_writer.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// A `DebugInformation`: the trace and the schema it was judged by.
void write_debug_trace(JsonWriter& out, const Explanation& explanation, const Subject& subject,
                       const Engine& engine);

/// `{"path": [relationship…], "nodes": [{…, "children": [index…]}…]}`; the first node is the
/// question.
void write_explanation(JsonWriter& out, const Explanation& explanation);

} // namespace pemba::api::v1
