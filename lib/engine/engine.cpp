// Opening a store, watching it, and the writes: each queues a command for the writer.
#include "pemba/engine.h"

#include <future>

#include "engine/engine_state.h"
#include "watch/watcher.h"

namespace pemba {
namespace {

template <class Answer, class Request>
Result<Answer> wait_for(Engine& engine, Request request,
                        void (Engine::*call)(Request, Engine::Callback<Answer>)) {
    std::promise<Result<Answer>> promise;
    auto future = promise.get_future();
    (engine.*call)(std::move(request),
                   [&promise](Result<Answer> result) { promise.set_value(std::move(result)); });
    return future.get();
}

} // namespace

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(const Options& options) {
    PEMBA_TRY(auto core, engine::Core::open(options));
    return State::engine_of(core, StoreId::Default);
}

Result<std::unique_ptr<Engine>> Engine::State::engine_of(const std::shared_ptr<engine::Core>& core,
                                                         StoreId store) {
    PEMBA_TRY(auto state, core->stores().find(store));
    if (!state)
        return Error{ErrorCode::StoreUnknown, "the store was deleted", {}};
    return std::unique_ptr<Engine>(new Engine(std::make_unique<State>(core, std::move(state))));
}

Result<std::unique_ptr<Watch>> Engine::watch(const WatchRequest& request) const {
    PEMBA_TRY(auto watch, Watch::State::open(state_->watchers(), state_->feed(), request));
    return std::make_unique<Watch>(std::move(watch));
}

const Limits& Engine::limits() const noexcept {
    return state_->limits();
}

void Engine::write(WriteRequest request, Callback<WriteResult> done) {
    state_->submit(std::move(request), engine::apply_write, std::move(done));
}
Result<WriteResult> Engine::write(WriteRequest request) {
    return wait_for<WriteResult>(*this, std::move(request), &Engine::write);
}

void Engine::delete_tuples(DeleteRequest request, Callback<DeleteResult> done) {
    state_->submit(std::move(request), engine::apply_delete, std::move(done));
}
Result<DeleteResult> Engine::delete_tuples(DeleteRequest request) {
    return wait_for<DeleteResult>(*this, std::move(request), &Engine::delete_tuples);
}

void Engine::import_tuples(ImportRequest request, Callback<ImportResult> done) {
    state_->submit(std::move(request), engine::apply_import, std::move(done));
}
Result<ImportResult> Engine::import_tuples(ImportRequest request) {
    return wait_for<ImportResult>(*this, std::move(request), &Engine::import_tuples);
}

void Engine::write_schema(WriteSchemaRequest request, Callback<WriteSchemaResult> done) {
    state_->submit(std::move(request), engine::apply_schema, std::move(done));
}
Result<WriteSchemaResult> Engine::write_schema(WriteSchemaRequest request) {
    return wait_for<WriteSchemaResult>(*this, std::move(request), &Engine::write_schema);
}

void Engine::write_assertions(AssertionsRequest request, Callback<void> done) {
    state_->submit(std::move(request), engine::apply_assertions, std::move(done));
}
Result<void> Engine::write_assertions(AssertionsRequest request) {
    return wait_for<void>(*this, std::move(request), &Engine::write_assertions);
}

void Engine::register_counter(Counter counter, Callback<CounterChanged> done) {
    state_->submit(std::move(counter), engine::apply_counter, std::move(done));
}
Result<CounterChanged> Engine::register_counter(Counter counter) {
    return wait_for<CounterChanged>(*this, std::move(counter), &Engine::register_counter);
}

void Engine::unregister_counter(std::string name, Callback<CounterChanged> done) {
    state_->submit(std::move(name), engine::apply_counter_removal, std::move(done));
}
Result<CounterChanged> Engine::unregister_counter(std::string name) {
    return wait_for<CounterChanged>(*this, std::move(name), &Engine::unregister_counter);
}

void Engine::rebuild_index(RebuildIndexRequest request, Callback<void> done) {
    state_->submit(request, engine::apply_rebuild, std::move(done));
}
Result<void> Engine::rebuild_index(RebuildIndexRequest request) {
    return wait_for<void>(*this, request, &Engine::rebuild_index);
}

} // namespace pemba
