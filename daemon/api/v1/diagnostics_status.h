// What a schema's diagnostics are in this API.
#pragma once

#include <vector>

#include "api/v1/status.h"
#include "pemba/schema/compile.h"

namespace pemba::api::v1 {

/// The name that schemas in requests have in messages.
inline constexpr std::string_view kSchemaName = "schema";

/// The first parse error, or else the first error, decides the code and the metadata and begins the
/// message, which tells all of them. There must be one.
[[nodiscard]] Status to_status(const std::vector<schema::Diagnostic>& diagnostics);

} // namespace pemba::api::v1
