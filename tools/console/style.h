// Style: colour for people who look at a terminal, plain text for everything else.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace pemba::console {

/// Decorates text, or leaves it alone. Cheap to copy.
class Style {
public:
    /// Colour if the stream is a terminal that can show it and NO_COLOR is not set.
    [[nodiscard]] static Style of(std::FILE* stream);
    [[nodiscard]] static Style plain() { return Style(false); }
    [[nodiscard]] static Style coloured() { return Style(true); }

    [[nodiscard]] bool has_colour() const noexcept { return colour_; }

    [[nodiscard]] std::string good(std::string_view text) const;   ///< allowed, added
    [[nodiscard]] std::string bad(std::string_view text) const;    ///< denied, removed, failed
    [[nodiscard]] std::string strong(std::string_view text) const; ///< what the eye should find
    [[nodiscard]] std::string quiet(std::string_view text) const;  ///< what it may skip

private:
    explicit Style(bool colour) : colour_(colour) {}

    [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;

    bool colour_;
};

/// Whether somebody sits in front of the stream.
[[nodiscard]] bool is_terminal(std::FILE* stream) noexcept;

/// 8062 as `8,062`.
[[nodiscard]] std::string grouped(std::uint64_t number);

/// 1536 as `1.5 KiB`.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

} // namespace pemba::console
