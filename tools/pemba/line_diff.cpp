// Line diff: the longest common subsequence of the lines, after the common beginning and end are
// put aside.
#include "line_diff.h"

#include <algorithm>
#include <cstdint>

namespace pemba::client {
namespace {

constexpr std::size_t kContext = 3;

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

// Lengths of the longest common subsequence of before[i..] and after[j..].
class CommonLengths {
public:
    CommonLengths(const Lines& before, const Lines& after)
        : columns_(after.size() + 1), lengths_((before.size() + 1) * columns_, 0) {
        for (std::size_t i = before.size(); i-- > 0;)
            for (std::size_t j = after.size(); j-- > 0;)
                lengths_[i * columns_ + j] = before[i] == after[j]
                                                 ? at(i + 1, j + 1) + 1
                                                 : std::max(at(i + 1, j), at(i, j + 1));
    }

    [[nodiscard]] std::uint32_t at(std::size_t i, std::size_t j) const {
        return lengths_[i * columns_ + j];
    }

private:
    std::size_t columns_;
    std::vector<std::uint32_t> lengths_;
};

void push(std::vector<DiffLine>& out, DiffLine::Kind kind, std::string_view text) {
    out.push_back({kind, std::string(text)});
}

void diff_middle(const Lines& before, const Lines& after, std::vector<DiffLine>& out) {
    const CommonLengths common(before, after);
    std::size_t i = 0, j = 0;
    while (i < before.size() || j < after.size()) {
        if (i < before.size() && j < after.size() && before[i] == after[j]) {
            push(out, DiffLine::Kind::Common, before[i]);
            ++i, ++j;
        } else if (i < before.size() &&
                   (j == after.size() || common.at(i + 1, j) >= common.at(i, j + 1))) {
            push(out, DiffLine::Kind::Removed, before[i++]);
        } else {
            push(out, DiffLine::Kind::Added, after[j++]);
        }
    }
}

std::vector<DiffLine> without_far_lines(const std::vector<DiffLine>& all) {
    std::vector<bool> near(all.size(), false);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].kind != DiffLine::Kind::Common)
            for (std::size_t k = i - std::min(i, kContext);
                 k < std::min(all.size(), i + kContext + 1); ++k)
                near[k] = true;
    std::vector<DiffLine> shown;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (near[i])
            shown.push_back(all[i]);
        else if (i > 0 && near[i - 1] &&
                 std::find(near.begin() + static_cast<std::ptrdiff_t>(i), near.end(), true) !=
                     near.end())
            shown.push_back({DiffLine::Kind::Common, "…"});
    }
    return shown;
}

} // namespace

std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after) {
    Lines old_lines = lines_of(before), new_lines = lines_of(after);
    if (old_lines == new_lines)
        return {};
    std::vector<DiffLine> all;
    const auto split =
        std::mismatch(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end());
    const auto common_begin = split.first - old_lines.begin();
    const auto end = std::mismatch(old_lines.rbegin(), old_lines.rend() - common_begin,
                                   new_lines.rbegin(), new_lines.rend() - common_begin);
    for (auto line = old_lines.begin(); line != split.first; ++line)
        push(all, DiffLine::Kind::Common, *line);
    diff_middle({split.first, end.first.base()}, {split.second, end.second.base()}, all);
    for (auto line = end.first.base(); line != old_lines.end(); ++line)
        push(all, DiffLine::Kind::Common, *line);
    return without_far_lines(all);
}

std::string diff_text(const std::vector<DiffLine>& lines) {
    std::string text;
    for (const DiffLine& line : lines) {
        text += line.kind == DiffLine::Kind::Added     ? "+ "
                : line.kind == DiffLine::Kind::Removed ? "- "
                                                       : "  ";
        text += line.text + '\n';
    }
    return text;
}

} // namespace pemba::client
