// Line diff: which lines of a text have to go and which have to come to make another text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pemba::client {

/// A line of a difference. Around each change stand three lines that both texts have, and between
/// two places that are far apart a line `…`.
struct DiffLine {
    enum class Kind { Common, Removed, Added };

    Kind kind = Kind::Common;
    std::string text;

    friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

/// Empty if the texts have the same lines. O(lines² of the middle part that differs).
[[nodiscard]] std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after);

/// The lines with `+`, `-` or a space before them.
[[nodiscard]] std::string diff_text(const std::vector<DiffLine>& lines);

} // namespace pemba::client
