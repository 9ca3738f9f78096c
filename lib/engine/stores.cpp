#include "engine/stores.h"

namespace pemba::engine {

Result<std::shared_ptr<StoreState>> Stores::find(StoreId store) {
    // Under the lock, so that no revision is announced between reading the head and being there.
    std::lock_guard lock(mutex_);
    auto& place = used_[static_cast<std::uint32_t>(store)];
    if (auto state = place.lock())
        return state;
    PEMBA_TRY(auto transaction, environment_->begin_read());
    PEMBA_TRY(auto head, storage::read_head(*transaction, store));
    if (!head) {
        used_.erase(static_cast<std::uint32_t>(store));
        return std::shared_ptr<StoreState>{};
    }
    auto state = std::make_shared<StoreState>(*environment_, store, *head, *limits_);
    place = state;
    return state;
}

void Stores::announce(StoreId store, Revision newest) {
    std::shared_ptr<StoreState> state;
    {
        std::lock_guard lock(mutex_);
        auto found = used_.find(static_cast<std::uint32_t>(store));
        if (found != used_.end())
            state = found->second.lock();
    }
    if (state)
        state->watchers.announce(newest);
}

} // namespace pemba::engine
