// Watch::State: one watcher: where it stands, what it is told of.
#pragma once

#include "pemba/watch.h"
#include "watch/feed.h"
#include "watch/hub.h"

namespace pemba {

class Watch::State {
public:
    /// The hub and the feed outlive it. Errors: InvalidZookie, InvalidFilter, LimitExceeded,
    /// SnapshotUnavailable, Overloaded, StoreFailed.
    [[nodiscard]] static Result<std::unique_ptr<State>> open(watch::Hub& hub, watch::Feed& feed,
                                                             const WatchRequest& request);

    [[nodiscard]] Result<std::vector<std::shared_ptr<const WatchEvent>>> read();
    void when_ready(std::function<void()> ready);
    [[nodiscard]] Zookie position() const;
    [[nodiscard]] std::uint64_t looked_at() const { return looked_at_; }

private:
    State(watch::Hub& hub, watch::Hub::Seat seat, watch::Feed& feed, const WatchRequest& request,
          Revision position)
        : hub_(&hub), feed_(&feed), request_(request), place_{position}, seat_(std::move(seat)) {}

    using Events = std::vector<std::shared_ptr<const WatchEvent>>;

    void tell(const watch::Part& part, Events& events);
    [[nodiscard]] std::shared_ptr<const WatchEvent>
    filtered(const std::shared_ptr<const WatchEvent>& event);
    void tell_checkpoint(Events& events);

    watch::Hub* hub_;
    watch::Feed* feed_;
    WatchRequest request_;
    watch::Place place_;
    bool telling_ = false;               ///< a part of the next revision has been told
    std::optional<Revision> checkpoint_; ///< the last one told
    std::uint64_t looked_at_ = 0;
    watch::Hub::Seat seat_;
};

} // namespace pemba
