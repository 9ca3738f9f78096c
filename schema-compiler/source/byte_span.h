// ByteSpan: a half-open range of bytes of a source; all positions are byte offsets until rendering.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>

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
/// from byte `at` of the text on, up to the next gap, the source is `shift` bytes further on.
struct Gap {
    std::uint32_t at = 0;
    std::uint32_t shift = 0;
};

/// Where a text stands in its source. Views its gaps, which are ordered.
class Placement {
public:
    Placement(std::uint32_t begin, std::span<const Gap> gaps = {}) : begin_(begin), gaps_(gaps) {}

    /// The source's offset of a byte of the text. O(log gaps).
    [[nodiscard]] std::uint32_t operator()(std::size_t at) const {
        const auto next = std::ranges::upper_bound(gaps_, at, {}, &Gap::at);
        const std::uint32_t shift = next == gaps_.begin() ? 0 : std::prev(next)->shift;
        return begin_ + static_cast<std::uint32_t>(at) + shift;
    }

private:
    std::uint32_t begin_;
    std::span<const Gap> gaps_;
};

} // namespace pemba::schema
