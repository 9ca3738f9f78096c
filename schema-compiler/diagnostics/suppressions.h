// Suppressions: warnings that the author does not want to hear, each by its code in a part of the
// text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/byte_span.h"

namespace pemba::schema {

/// One `ignore-warning` comment.
struct Suppression {
    std::string code;
    ByteSpan where;   ///< the declaration that it stands before
    ByteSpan comment; ///< what says so
};

class Suppressions {
public:
    /// In the order of the text, what holds others before these. O(log suppressions).
    void add(Suppression suppression);

    /// Whether a warning of that code is unwanted at a place; its suppression then counts as used.
    /// O(log suppressions).
    [[nodiscard]] bool cover(std::string_view code, std::uint32_t place);

    /// Those that covered nothing so far, in the order of the text.
    [[nodiscard]] std::vector<Suppression> unused() const;

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    struct Entry {
        Suppression suppression;
        std::size_t outer = kNone; ///< of the same code, around this one
        bool is_used = false;
    };

    /// The entry of that code that begins last, at or before a place.
    [[nodiscard]] std::size_t last_before(std::string_view code, std::uint32_t place) const;
    [[nodiscard]] std::size_t innermost(std::size_t from, std::uint32_t place) const;

    std::vector<Entry> entries_;
    std::map<std::pair<std::string, std::uint32_t>, std::size_t, std::less<>> by_begin_;
};

} // namespace pemba::schema
