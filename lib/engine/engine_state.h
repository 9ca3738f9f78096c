// What stands behind Engine: one store of a database.
#pragma once

#include "engine/core.h"
#include "pemba/engine.h"

namespace pemba {

class Engine::State {
public:
    State(std::shared_ptr<engine::Core> core, std::shared_ptr<engine::StoreState> store)
        : core_(std::move(core)), store_(std::move(store)) {}

    /// The engine of a store of this database. Errors: StoreUnknown, StoreCorrupt, StoreFailed.
    [[nodiscard]] static Result<std::unique_ptr<Engine>>
    engine_of(const std::shared_ptr<engine::Core>& core, StoreId store);

    [[nodiscard]] StoreId store() const { return store_->epoch.store; }
    [[nodiscard]] const Options& options() const { return core_->options(); }
    [[nodiscard]] const Limits& limits() const { return core_->limits(); }
    [[nodiscard]] Timestamp now() const { return core_->now(); }
    [[nodiscard]] storage::Environment& environment() { return core_->environment(); }
    [[nodiscard]] engine::Writer& writer() { return core_->writer(); }
    /// Queues a command of this store.
    template <class Request, class Answer>
    void submit(Request request, Result<Answer> (*apply)(engine::ApplyContext&, const Request&),
                Callback<Answer> done) {
        writer().submit(store(), std::make_unique<engine::CommandOf<Request, Answer>>(
                                     std::move(request), apply, std::move(done)));
    }
    [[nodiscard]] engine::SnapshotOpener& snapshots() { return core_->snapshots(); }
    [[nodiscard]] watch::Feed& feed() { return store_->feed; }
    [[nodiscard]] watch::Hub& watchers() { return store_->watchers; }

    [[nodiscard]] Result<engine::OpenSnapshot> open(const Consistency& consistency,
                                                    const std::optional<SchemaId>& schema = {}) {
        return core_->snapshots().open(store(), consistency, schema);
    }
    [[nodiscard]] Result<engine::SnapshotOpener::Resumed>
    resume(const Consistency& consistency, const std::optional<Cursor>& cursor, std::uint64_t call,
           const std::optional<SchemaId>& schema = {}) {
        return core_->snapshots().resume(store(), consistency, cursor, call, schema);
    }

private:
    std::shared_ptr<engine::Core> core_;
    std::shared_ptr<engine::StoreState> store_; ///< goes before the core
};

} // namespace pemba
