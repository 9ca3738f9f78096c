// Opening a store, watching it, and the writes: each queues a command for the writer.
#include "pemba/engine.h"

#include <future>

#include "base/digest.h"
#include "engine/engine_state.h"
#include "watch/watcher.h"

namespace pemba {
namespace {

// A store's first head: its epoch tells its zookies from any other store's.
Result<storage::Head> find_or_make_store(storage::Environment& environment, StoreId store) {
    PEMBA_TRY(auto transaction, environment.begin_write());
    PEMBA_TRY(auto head, storage::read_head(*transaction, store));
    if (head)
        return *head;
    storage::Head first;
    first.epoch = base::random_bits();
    PEMBA_CHECK_OK(storage::write_head(*transaction, store, first));
    PEMBA_CHECK_OK(transaction->commit());
    return first;
}

template <class Answer, class Request>
Result<Answer> wait_for(Engine& engine, Request request,
                        void (Engine::*call)(Request, Engine::Callback<Answer>)) {
    std::promise<Result<Answer>> promise;
    auto future = promise.get_future();
    (engine.*call)(std::move(request),
                   [&promise](Result<Answer> result) { promise.set_value(std::move(result)); });
    return future.get();
}

template <class Answer, class Request>
void submit(engine::Writer& writer, Request request,
            Result<Answer> (*apply)(engine::ApplyContext&, const Request&),
            Engine::Callback<Answer> done) {
    writer.submit(std::make_unique<engine::CommandOf<Request, Answer>>(std::move(request), apply,
                                                                       std::move(done)));
}

} // namespace

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(const Options& options) {
    PEMBA_TRY(auto environment, storage::Environment::open({options.directory, options.create,
                                                            options.map_bytes, options.durable}));
    PEMBA_TRY(auto head, find_or_make_store(*environment, State::kStore));
    std::unique_ptr<Engine> engine(
        new Engine(std::make_unique<State>(std::move(environment), options, head)));
    // A store whose schema cannot be read is refused here rather than at the first question.
    PEMBA_TRY(auto snapshot, engine->state_->open(Consistency::newest()));
    return engine;
}

Result<std::unique_ptr<Watch>> Engine::watch(const WatchRequest& request) const {
    PEMBA_TRY(auto watch, Watch::State::open(state_->watchers(), state_->feed(), request));
    return std::make_unique<Watch>(std::move(watch));
}

const Limits& Engine::limits() const noexcept {
    return state_->limits();
}

void Engine::write(WriteRequest request, Callback<WriteResult> done) {
    submit(state_->writer(), std::move(request), engine::apply_write, std::move(done));
}
Result<WriteResult> Engine::write(WriteRequest request) {
    return wait_for<WriteResult>(*this, std::move(request), &Engine::write);
}

void Engine::delete_tuples(DeleteRequest request, Callback<DeleteResult> done) {
    submit(state_->writer(), std::move(request), engine::apply_delete, std::move(done));
}
Result<DeleteResult> Engine::delete_tuples(DeleteRequest request) {
    return wait_for<DeleteResult>(*this, std::move(request), &Engine::delete_tuples);
}

void Engine::import_tuples(ImportRequest request, Callback<ImportResult> done) {
    submit(state_->writer(), std::move(request), engine::apply_import, std::move(done));
}
Result<ImportResult> Engine::import_tuples(ImportRequest request) {
    return wait_for<ImportResult>(*this, std::move(request), &Engine::import_tuples);
}

void Engine::write_schema(WriteSchemaRequest request, Callback<WriteResult> done) {
    submit(state_->writer(), std::move(request), engine::apply_schema, std::move(done));
}
Result<WriteResult> Engine::write_schema(WriteSchemaRequest request) {
    return wait_for<WriteResult>(*this, std::move(request), &Engine::write_schema);
}

void Engine::register_counter(Counter counter, Callback<CounterChanged> done) {
    submit(state_->writer(), std::move(counter), engine::apply_counter, std::move(done));
}
Result<CounterChanged> Engine::register_counter(Counter counter) {
    return wait_for<CounterChanged>(*this, std::move(counter), &Engine::register_counter);
}

void Engine::unregister_counter(std::string name, Callback<CounterChanged> done) {
    submit(state_->writer(), std::move(name), engine::apply_counter_removal, std::move(done));
}
Result<CounterChanged> Engine::unregister_counter(std::string name) {
    return wait_for<CounterChanged>(*this, std::move(name), &Engine::unregister_counter);
}

} // namespace pemba
