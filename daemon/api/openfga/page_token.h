// Continuation tokens: the engine's cursors and ids in base64url, which is all that the field's
// rule lets through.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pemba::api::openfga {

/// The token of a place in a listing; empty text is the end and stays empty.
[[nodiscard]] std::string page_token(std::string_view place);
/// The place of a token, or nothing if it is none of page_token()'s.
[[nodiscard]] std::optional<std::string> place_of(std::string_view token);

} // namespace pemba::api::openfga
