// The JSON schemas of the messages in /openapi.json.
#pragma once

#include <string_view>

namespace pemba::api {

// Objects of schemas by name, as JSON text; `components.schemas` is all of them.
[[nodiscard]] std::string_view openapi_schemas();
[[nodiscard]] std::string_view openapi_stream_schemas();
[[nodiscard]] std::string_view openapi_schema_messages();
[[nodiscard]] std::string_view openapi_openfga_schemas();
[[nodiscard]] std::string_view openapi_authzen_schemas();

} // namespace pemba::api
