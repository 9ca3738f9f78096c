#include "engine/writer.h"

#include <fmt/format.h>

namespace pemba::engine {
namespace {

// A group this large pays for its fsync many times over; a larger one only makes the first wait.
constexpr std::size_t kMaxGroup = 256;

} // namespace

Writer::Writer(const storage::Environment& environment, StoreId store, const Options& options,
               watch::Hub& watchers)
    : environment_(environment), store_(store), options_(options), watchers_(watchers),
      next_collection_(std::chrono::steady_clock::now() + options.expiry_interval),
      thread_([this] { run(); }) {}

Writer::~Writer() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    work_.notify_one();
    thread_.join();
}

void Writer::submit(std::unique_ptr<Command> command) {
    std::optional<Error> refusal;
    {
        std::lock_guard lock(mutex_);
        if (stopping_)
            refusal =
                Error{ErrorCode::ShuttingDown, "the store is closing; nothing was changed", {}};
        else if (queue_.size() >= options_.limits.queued_writes)
            refusal =
                Error{ErrorCode::Overloaded,
                      fmt::format("{} writes are waiting, which is the limit; try again later",
                                  queue_.size()),
                      {{"limit", "queued_writes"}}};
        else
            queue_.push_back(std::move(command));
    }
    if (refusal)
        command->answer(std::move(refusal));
    else
        work_.notify_one();
}

std::size_t Writer::queued() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

void Writer::run() {
    for (auto group = take_group(); !group.empty(); group = take_group()) {
        commit_group(group);
        group.clear(); // what a callback holds is given back now, not at the next write
    }
}

// Everything that queued up during the last commit, or the collection that is due; empty when the
// writer is to end.
Writer::Group Writer::take_group() {
    std::unique_lock lock(mutex_);
    wait_for_work(lock);
    Group group;
    while (!queue_.empty() && group.size() < kMaxGroup) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    if (!stopping_ && collection_is_due())
        group.push_back(collection());
    return group;
}

void Writer::wait_for_work(std::unique_lock<std::mutex>& lock) {
    auto has_work = [this] { return !queue_.empty() || stopping_; };
    if (options_.expiry_interval.count() == 0)
        return work_.wait(lock, has_work);
    while (!has_work() && !collection_is_due())
        work_.wait_until(lock, next_collection_);
}

bool Writer::collection_is_due() const {
    return options_.expiry_interval.count() != 0 &&
           std::chrono::steady_clock::now() >= next_collection_;
}

std::unique_ptr<Command> Writer::collection() {
    next_collection_ = std::chrono::steady_clock::now() + options_.expiry_interval;
    // What cannot be collected now is tried again at the next interval; nobody waits for it.
    return std::make_unique<CommandOf<ExpiryRequest, ExpiryResult>>(
        ExpiryRequest{}, apply_expiry, [this](Result<ExpiryResult> done) {
            if (done && done->more)
                next_collection_ = {};
        });
}

void Writer::commit_group(std::span<std::unique_ptr<Command>> group) {
    auto error = try_commit(group);
    if (error && group.size() > 1) {
        // One command may have been too much for the store: the others need not suffer for it.
        for (std::size_t i = 0; i < group.size(); ++i)
            commit_group(group.subspan(i, 1));
        return;
    }
    for (auto& command : group)
        command->answer(error);
}

std::optional<Error> Writer::try_commit(std::span<std::unique_ptr<Command>> group) {
    auto transaction = environment_.begin_write();
    if (!transaction)
        return std::move(transaction).error();
    auto head = storage::read_head(**transaction, store_);
    if (!head || !*head)
        return head ? Error{ErrorCode::StoreCorrupt, "the store has no head record", {}}
                    : head.error();
    ApplyContext context(**transaction, store_, **head, options_.clock(), options_.limits);
    for (auto& command : group) {
        command->apply(context);
        if (context.spoilt())
            return Error{
                ErrorCode::StoreFailed, "a write beside this one failed; nothing was changed", {}};
    }
    if (context.head().revision == (*head)->revision && !context.changed_without_revision())
        return std::nullopt; // nothing to make durable
    if (auto ok = storage::write_head(**transaction, store_, context.head()); !ok)
        return std::move(ok).error();
    if (auto committed = (*transaction)->commit(); !committed)
        return std::move(committed).error();
    watchers_.announce(context.head().revision);
    return std::nullopt;
}

} // namespace pemba::engine
