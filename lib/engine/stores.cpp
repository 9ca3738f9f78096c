#include "engine/stores.h"

#include <algorithm>
#include <vector>

#include "storage/changelog_trim.h"

namespace pemba::engine {

Result<std::shared_ptr<StoreState>> Stores::find(StoreId store) {
    // Under the lock, so that no revision is announced between reading the head and being there.
    std::lock_guard lock(mutex_);
    sweep();
    auto& place = used_[static_cast<std::uint32_t>(store)];
    if (auto state = place.lock())
        return state;
    PEMBA_TRY(auto transaction, environment_->begin_read());
    PEMBA_TRY(auto head, storage::read_head(*transaction, store));
    if (!head) {
        used_.erase(static_cast<std::uint32_t>(store));
        return std::shared_ptr<StoreState>{};
    }
    PEMBA_CHECK_OK(storage::check_newest_entry(*transaction, store, head->revision));
    auto state = std::make_shared<StoreState>(*environment_, store, *head, *limits_);
    place = state;
    return state;
}

// A weak pointer keeps the memory of what it pointed to.
void Stores::sweep() {
    if (used_.size() < sweep_at_)
        return;
    std::erase_if(used_, [](const auto& place) { return place.second.expired(); });
    sweep_at_ = std::max(2 * used_.size(), kLeastSwept);
}

std::shared_ptr<StoreState> Stores::used(StoreId store) {
    std::lock_guard lock(mutex_);
    auto found = used_.find(static_cast<std::uint32_t>(store));
    return found == used_.end() ? nullptr : found->second.lock();
}

void Stores::announce(StoreId store, Revision newest) {
    if (auto state = used(store))
        state->watchers.announce(newest);
}

void Stores::forget_through(StoreId store, Revision revision) {
    if (auto state = used(store))
        state->feed.forget_through(revision);
}

watch::Hub::Statistics Stores::watchers() {
    std::vector<std::shared_ptr<StoreState>> states; // that may go when they are let go: unlocked
    {
        std::lock_guard lock(mutex_);
        for (const auto& [store, used] : used_)
            if (auto state = used.lock())
                states.push_back(std::move(state));
    }
    watch::Hub::Statistics all;
    for (const auto& state : states) {
        const auto one = state->watchers.statistics();
        all.watchers += one.watchers;
        all.slowest_behind = std::max(all.slowest_behind, one.slowest_behind);
    }
    return all;
}

} // namespace pemba::engine
