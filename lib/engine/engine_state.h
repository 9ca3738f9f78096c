// What stands behind Engine: the store, its readers and its writer.
#pragma once

#include "base/clock.h"
#include "engine/snapshot.h"
#include "engine/writer.h"
#include "pemba/engine.h"
#include "watch/feed.h"

namespace pemba {

class Engine::State {
public:
    /// `head` is where the store stands.
    State(std::unique_ptr<storage::Environment> environment, const Options& options,
          const storage::Head& head)
        : options_(with_clock(options)), environment_(std::move(environment)),
          snapshots_(*environment_, options_), feed_(*environment_, {kStore, head.epoch}),
          watchers_(head.revision, options_.limits.watchers),
          writer_(*environment_, kStore, options_, watchers_) {}

    /// Tenants come with their own API; until then there is one.
    static constexpr StoreId kStore = StoreId::Default;

    [[nodiscard]] const Limits& limits() const { return options_.limits; }
    /// By which expiries are judged.
    [[nodiscard]] Timestamp now() const { return options_.clock(); }
    [[nodiscard]] storage::Environment& environment() { return *environment_; }
    [[nodiscard]] engine::Writer& writer() { return writer_; }
    [[nodiscard]] watch::Feed& feed() { return feed_; }
    [[nodiscard]] watch::Hub& watchers() { return watchers_; }

    [[nodiscard]] Result<engine::OpenSnapshot> open(const Consistency& consistency) {
        return snapshots_.open(kStore, consistency);
    }
    [[nodiscard]] Result<engine::SnapshotOpener::Resumed>
    resume(const Consistency& consistency, const std::optional<Cursor>& cursor,
           std::uint64_t call) {
        return snapshots_.resume(kStore, consistency, cursor, call);
    }

private:
    static Options with_clock(Options options) {
        if (!options.clock)
            options.clock = base::wall_clock;
        return options;
    }

    Options options_;
    std::unique_ptr<storage::Environment> environment_;
    engine::SnapshotOpener snapshots_;
    watch::Feed feed_;
    watch::Hub watchers_;
    engine::Writer writer_;
};

} // namespace pemba
