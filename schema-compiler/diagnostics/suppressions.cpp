// Looking suppressions up by code and place.
#include "diagnostics/suppressions.h"

#include <iterator>

namespace pemba::schema {

void Suppressions::add(Suppression suppression) {
    const std::uint32_t begin = suppression.where.begin;
    const std::size_t outer = innermost(last_before(suppression.code, begin), begin);
    by_begin_.try_emplace({suppression.code, begin}, entries_.size());
    entries_.push_back({std::move(suppression), outer});
}

bool Suppressions::cover(std::string_view code, std::uint32_t place) {
    if (entries_.empty())
        return false;
    const std::size_t found = innermost(last_before(code, place), place);
    if (found == kNone)
        return false;
    entries_[found].is_used = true;
    return true;
}

std::vector<Suppression> Suppressions::unused() const {
    std::vector<Suppression> result;
    for (const Entry& entry : entries_)
        if (!entry.is_used)
            result.push_back(entry.suppression);
    return result;
}

std::size_t Suppressions::last_before(std::string_view code, std::uint32_t place) const {
    const auto after = by_begin_.upper_bound({std::string(code), place});
    if (after == by_begin_.begin() || std::prev(after)->first.first != code)
        return kNone;
    return std::prev(after)->second;
}

std::size_t Suppressions::innermost(std::size_t from, std::uint32_t place) const {
    while (from != kNone && entries_[from].suppression.where.end <= place)
        from = entries_[from].outer;
    return from;
}

} // namespace pemba::schema
