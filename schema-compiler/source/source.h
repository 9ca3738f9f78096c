// Source: one file's text with its name and the table that turns byte offsets into lines and
// columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "source/byte_span.h"

namespace pemba::schema {

/// A place for people: both count from 1, columns in bytes.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;

    friend bool operator==(const Position&, const Position&) = default;
};

/// Views a text and a name that must outlive it. Building is O(text), looking up O(log lines).
/// Offsets count from `base`, so that the files of one schema share one range; see SourceSet.
class Source {
public:
    /// The largest text that is compiled: what SpiceDB's API takes. Spans have 32 bits.
    static constexpr std::size_t kMaxBytes = 4'194'304;

    Source(std::string_view text, std::string_view file_name, std::uint32_t base = 0);

    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    [[nodiscard]] std::string_view file_name() const noexcept { return file_name_; }
    /// The offsets of the first byte, and past the last one.
    [[nodiscard]] std::uint32_t begin() const noexcept { return base_; }
    [[nodiscard]] std::uint32_t end() const noexcept {
        return base_ + static_cast<std::uint32_t>(text_.size());
    }
    [[nodiscard]] std::string_view slice(ByteSpan span) const;

    /// The place of a byte; offsets past the end are taken for the end.
    [[nodiscard]] Position position(std::size_t offset) const;
    /// The text of a line (from 1) without its line end, and the byte of the text at which it
    /// begins.
    [[nodiscard]] std::string_view line_text(std::size_t line) const;
    [[nodiscard]] std::size_t line_begin(std::size_t line) const;

private:
    std::string_view text_;
    std::string_view file_name_;
    std::uint32_t base_;
    std::vector<std::size_t> line_begins_;
};

/// The offset of the first byte that is not part of well-formed UTF-8, or npos.
[[nodiscard]] std::size_t find_malformed_utf8(std::string_view text);

} // namespace pemba::schema
