#include "storage/overlay.h"

#include <algorithm>

namespace pemba::storage {
namespace {

bool before(const Overlay::Change& a, const Overlay::Change& b) {
    return a.key != b.key ? a.key < b.key : a.member < b.member;
}

// Sorts, and of several changes of one tuple keeps the one that was said last.
void sort_and_keep_last(std::vector<Overlay::Change>& changes) {
    std::ranges::stable_sort(changes, before);
    auto last_of_run = [](auto at, auto end) {
        while (std::next(at) != end && !before(*at, *std::next(at)))
            ++at;
        return at;
    };
    auto out = changes.begin();
    for (auto at = changes.begin(); at != changes.end(); ++at) {
        at = last_of_run(at, changes.end());
        *out++ = *at;
    }
    changes.erase(out, changes.end());
}

} // namespace

void Overlay::set_present(const StoredTuple& tuple) {
    const auto mark = tuple.details.mark();
    const auto number = static_cast<std::uint32_t>(details_.size());
    if (mark != DetailsMark::None)
        details_.push_back(tuple.details);
    subjects_.push_back({tuple.id.userset, tuple.id.subject, true, mark, number});
}

void Overlay::set_absent(const TupleId& tuple) {
    subjects_.push_back({tuple.userset, tuple.subject, false});
}

void Overlay::seal() {
    sort_and_keep_last(subjects_);
    usersets_.clear();
    usersets_.reserve(subjects_.size());
    for (const auto& [userset, subject, present, mark, details] : subjects_)
        usersets_.push_back({subject, userset, present, mark, details});
    std::ranges::sort(usersets_, before);
}

const Overlay::Change* Overlay::find(const TupleId& tuple) const {
    auto found = members(Side::Subjects, tuple.userset, tuple.subject, tuple.subject.successor());
    return found.empty() ? nullptr : &found.front();
}

std::span<const Overlay::Change> Overlay::members(Side side, NodeId key, NodeId from,
                                                  NodeId end) const {
    const auto& all = changes(side);
    auto first = std::ranges::lower_bound(all, Change{key, from}, before);
    auto last = std::lower_bound(first, all.end(), Change{key, end}, before);
    return {first, last};
}

std::optional<NodeId> Overlay::next_key(Side side, NodeId from) const {
    const auto& all = changes(side);
    auto found = std::ranges::lower_bound(all, from, {}, &Change::key);
    return found == all.end() ? std::nullopt : std::optional(found->key);
}

} // namespace pemba::storage
