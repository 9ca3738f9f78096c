// Stores: the stores of a database that somebody uses, with what each keeps in memory.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "pemba/options.h"
#include "storage/head.h"
#include "storage/stores.h"
#include "watch/feed.h"
#include "watch/hub.h"

namespace pemba::engine {

/// What one store keeps in memory: who watches it.
struct StoreState {
    StoreState(const storage::Environment& environment, StoreId store, const storage::Head& head,
               const Limits& limits)
        : epoch{store, head.epoch}, feed(environment, epoch),
          watchers(head.revision, limits.watchers) {}

    const Epoch epoch;
    watch::Feed feed;
    watch::Hub watchers;
};

/// Safe to use from any thread.
class Stores {
public:
    /// Both outlive it.
    Stores(const storage::Environment& environment, const Limits& limits)
        : environment_(&environment), limits_(&limits) {}

    /// The state of a store, made at its first use and kept while anybody has it; null if there is
    /// no such store. Errors: StoreCorrupt, StoreFailed.
    [[nodiscard]] Result<std::shared_ptr<StoreState>> find(StoreId store);

    /// Tells those who watch a store, if anybody uses it, of its newest revision.
    void announce(StoreId store, Revision newest);

    /// Tells those who watch a store that its changelog no longer has what came up to a revision.
    void forget_through(StoreId store, Revision revision);

    /// Of those who watch any store.
    [[nodiscard]] watch::Hub::Statistics watchers();

private:
    /// Null if nobody uses it.
    [[nodiscard]] std::shared_ptr<StoreState> used(StoreId store);
    /// Drops the places of those that nobody uses any more, now and then. Under the lock.
    void sweep();

    static constexpr std::size_t kLeastSwept = 64;

    const storage::Environment* environment_;
    const Limits* limits_;
    std::mutex mutex_;
    std::unordered_map<std::uint32_t, std::weak_ptr<StoreState>> used_;
    std::size_t sweep_at_ = kLeastSwept; ///< so many, in use or not
};

} // namespace pemba::engine
