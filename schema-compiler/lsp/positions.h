// Positions as editors count them: lines and characters from 0, characters in UTF-16 code units.
#pragma once

#include <cstdint>
#include <vector>

#include "source/source.h"

namespace pemba::schema::lsp {

/// What a character of a position is.
enum class Encoding : std::uint8_t { Utf16, Utf8 };

struct EditorPosition {
    std::uint32_t line = 0;
    std::uint32_t character = 0;

    friend bool operator==(const EditorPosition&, const EditorPosition&) = default;
};

/// Turns offsets into positions and back. Views a source that must outlive it. Building is O(text),
/// looking up O(log text).
class Positions {
public:
    Positions(const Source& source, Encoding encoding);

    [[nodiscard]] EditorPosition position(std::uint32_t offset) const;
    /// A character past the end of its line is taken for that end, a line past the last one for the
    /// end of the text, the second half of a character for its first.
    [[nodiscard]] std::uint32_t offset(EditorPosition position) const;

private:
    [[nodiscard]] std::size_t width(char c) const;
    [[nodiscard]] std::size_t units_before(std::size_t byte) const;

    const Source& source_;
    Encoding encoding_;
    std::vector<std::size_t> units_; ///< before every kStep-th byte of the text
};

} // namespace pemba::schema::lsp
