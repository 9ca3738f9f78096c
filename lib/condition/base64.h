// Standard base64, with or without its padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pemba::condition {

/// Nothing if the text is not base64.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

} // namespace pemba::condition
