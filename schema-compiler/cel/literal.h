// What literals stand for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pemba::schema::cel {

/// In bytes, `\x41` and `\101` are a byte; in text, a character, and `\u` and `\U` are there too.
enum class Escapes { OfText, OfBytes };

/// Nothing if an escape is none, or of a character that there is not.
[[nodiscard]] std::optional<std::string> unescape(std::string_view written, Escapes escapes);

/// Digits, `0x` before hexadecimal ones, maybe negative. Nothing if it does not fit.
[[nodiscard]] std::optional<std::int64_t> read_int(std::string_view digits, bool negative);
[[nodiscard]] std::optional<std::uint64_t> read_uint(std::string_view digits);
[[nodiscard]] std::optional<double> read_double(std::string_view text);

} // namespace pemba::schema::cel
