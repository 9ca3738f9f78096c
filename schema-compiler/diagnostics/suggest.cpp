// Edit distance, and the wording of a suggestion.
#include "diagnostics/suggest.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace pemba::schema {

namespace {

constexpr std::size_t kMaxEdits = 2;
constexpr std::size_t kMaxSuggestions = 3;
constexpr std::size_t kMaxLength = 128; // no name is longer
// Bounds the work for a schema of very many names; a suggestion is a courtesy.
constexpr std::size_t kMaxCompared = 2000;

/// Insertions, deletions, substitutions and swaps of neighbours between two names.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

bool could_be_near(std::string_view a, std::string_view b) {
    const std::size_t difference = std::max(a.size(), b.size()) - std::min(a.size(), b.size());
    return difference <= kMaxEdits && a.size() <= kMaxLength && b.size() <= kMaxLength;
}

} // namespace

std::string suggest(std::string_view name, const std::vector<std::string_view>& candidates) {
    // Two edits turn any short word into any other; allow one edit for every three letters.
    const std::size_t most = std::min(kMaxEdits, std::max<std::size_t>(name.size() / 3, 1));
    std::vector<std::pair<std::size_t, std::string_view>> near;
    std::size_t compared = 0;
    for (std::string_view candidate : candidates)
        if (could_be_near(name, candidate) && compared++ < kMaxCompared)
            if (const std::size_t distance = edit_distance(name, candidate); distance <= most)
                near.emplace_back(distance, candidate);
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
    if (near.size() > kMaxSuggestions)
        near.resize(kMaxSuggestions);
    std::string hint;
    for (std::size_t i = 0; i < near.size(); ++i) {
        hint += i == 0 ? "did you mean `" : i + 1 == near.size() ? " or `" : ", `";
        hint += std::string(near[i].second) + "`";
    }
    return hint.empty() ? hint : hint + "?";
}

} // namespace pemba::schema
