// Failure: a server's refusal as an Error, and any Error as a person or a program reads it.
#pragma once

#include <string>
#include <string_view>

#include "console/style.h"
#include "pemba/error.h"

namespace pemba::client {

/// What a server said with an HTTP status of 4xx or 5xx, or in the last line of a stream. Details:
/// `code` (such as FAILED_PRECONDITION), `reason`, `field`, what else the server told, and `body`,
/// all of it. A body that is not the API's JSON is quoted.
[[nodiscard]] Error error_from_answer(int http_status, std::string_view body);

/// For people: the message, then one line a detail, then what to do.
[[nodiscard]] std::string error_text(const Error& error, const console::Style& style);

/// For programs: one line {"error": {code, message, details}}.
[[nodiscard]] std::string error_json(const Error& error);

} // namespace pemba::client
