// The caller's place in its trace, as the W3C's Trace Context tells it.
#pragma once

#include <string_view>

#include "http/message.h"

namespace pemba::api {

/// The header `traceparent`; "" if there is none, or one that is not `00-`, 32 digits, `-`, 16
/// digits, `-`, 2 digits; hexadecimal and lower.
[[nodiscard]] std::string_view traceparent_of(const http::Headers* headers);
/// Its 32 digits that name the trace, or "".
[[nodiscard]] std::string_view trace_id_of(const http::Headers* headers);

} // namespace pemba::api
