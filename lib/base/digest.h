// SHA-256 and base64, as OpenSSL has them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pemba::base {

/// The SHA-256 of some bytes: 32 bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// A 64-bit fingerprint: the first 8 bytes of the SHA-256.
[[nodiscard]] std::uint64_t fingerprint(std::string_view bytes);

/// 64 random bits from the operating system's generator.
[[nodiscard]] std::uint64_t random_bits();

/// Standard base64 with padding, without line breaks.
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// The bytes of a base64 text, or nothing if it is not in the form to_base64() writes.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

} // namespace pemba::base
