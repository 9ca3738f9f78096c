// ByteSpan: a half-open range of bytes of a source; all positions are byte offsets until rendering.
#pragma once

#include <cstdint>

namespace pemba::schema {

struct ByteSpan {
    std::uint32_t begin = 0; ///< first byte
    std::uint32_t end = 0;   ///< one past the last byte; equal to begin for a point

    friend bool operator==(const ByteSpan&, const ByteSpan&) = default;
};

/// The smallest span that holds both.
[[nodiscard]] inline ByteSpan join(ByteSpan a, ByteSpan b) {
    return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

/// Where a text and the source it was read from run apart, such as at an escape of a JSON string:
/// from byte `at` of the text on, the source is `bytes` further than before.
struct Gap {
    std::uint32_t at = 0;
    std::uint32_t bytes = 0;
};

} // namespace pemba::schema
