// Base64url as JOSE has it (RFC 7515 §2), and nothing else that decoders tend to take.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pemba::tokens {

/// The bytes of a text, or nothing if it has another character than A-Z a-z 0-9 - _, padding, a
/// length that no bytes have, or bits over that are not 0: bytes have exactly one text.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

} // namespace pemba::tokens
