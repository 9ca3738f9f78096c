// Writer: the one thread that changes the stores of a database. Commands queue for it; it applies
// them in groups and makes each group durable with one commit.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/apply.h"
#include "engine/stores.h"

namespace pemba::engine {

/// A write waiting for its turn. apply() may be called again if its group could not be committed.
class Command {
public:
    virtual ~Command() = default;
    virtual void apply(ApplyContext& context) = 0;
    /// Called exactly once, on the writer's thread: with the reason if nothing was changed, else
    /// with what apply() came to.
    virtual void answer(std::optional<Error> not_committed) = 0;
};

/// A command of one request type.
template <class Request, class Answer>
class CommandOf final : public Command {
public:
    using Apply = Result<Answer> (*)(ApplyContext&, const Request&);
    using Done = std::function<void(Result<Answer>)>;

    CommandOf(Request request, Apply apply, Done done)
        : request_(std::move(request)), apply_(apply), done_(std::move(done)) {}

    void apply(ApplyContext& context) override { result_ = apply_(context, request_); }
    void answer(std::optional<Error> not_committed) override {
        // A refusal stands whatever became of the group.
        bool refused = result_ && !*result_;
        if (not_committed && !refused)
            result_ = std::move(*not_committed);
        done_(std::move(*result_));
    }

private:
    Request request_;
    Apply apply_;
    Done done_;
    std::optional<Result<Answer>> result_;
};

class Writer {
public:
    /// Starts the thread. All outlive the writer. REQUIRES: options have a clock.
    Writer(const storage::Environment& environment, const Options& options, Stores& stores,
           SchemaCache& schemas);
    /// Applies what is queued, then ends the thread.
    ~Writer();

    /// Queues a command for a store. If the queue is full or the writer is stopping, answers it at
    /// once, on this thread.
    void submit(StoreId store, std::unique_ptr<Command> command);

    /// Returns when nothing is queued, and no callback of what was is left.
    void await_idle();

    [[nodiscard]] std::size_t queued() const;
    [[nodiscard]] WriterStatistics statistics() const;

private:
    struct Job {
        StoreId store;
        std::unique_ptr<Command> command;
        std::optional<Error> refusal; ///< the store is not there any more
    };
    using Group = std::vector<Job>;

    void run();
    [[nodiscard]] Group take_group();
    [[nodiscard]] bool wait_for_work();
    [[nodiscard]] bool collection_is_due() const;
    /// Adds what the background has to do: stores with tuples that have expired or a changelog that
    /// reaches back too far, and space of deleted stores.
    void add_collection(Group& group);
    void add_trims(Group& group, const storage::Transaction& transaction);
    void commit_group(std::span<Job> group);
    /// Errors: nothing was changed.
    [[nodiscard]] Result<void> try_commit(std::span<Job> group);
    void erase_deleted_stores();
    // What statistics() tells.
    void note_commit(std::chrono::steady_clock::duration time, std::size_t writes);
    void note_failure(ErrorCode code);
    void note_progress(bool at_work);

    const storage::Environment& environment_;
    const Options& options_;
    Stores& stores_;
    SchemaCache& schemas_;
    std::chrono::steady_clock::time_point next_collection_; ///< the thread's own

    mutable std::mutex mutex_;
    std::condition_variable work_, idle_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    bool at_work_ = false; ///< on what it took from the queue, until that is gone
    std::chrono::steady_clock::time_point last_progress_; ///< while it is at work or writes wait
    std::chrono::steady_clock::time_point last_failure_;
    WriterStatistics statistics_; ///< but for times until now
    std::thread thread_;
};

} // namespace pemba::engine
