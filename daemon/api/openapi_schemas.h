// The JSON schemas of the messages in /openapi.json.
#pragma once

#include <string_view>

namespace pemba::api {

/// The object `components.schemas`, as JSON text.
[[nodiscard]] std::string_view openapi_schemas();

} // namespace pemba::api
