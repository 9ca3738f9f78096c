#include "engine/writer.h"

#include <fmt/format.h>

namespace pemba::engine {
namespace {

using Clock = std::chrono::steady_clock;

// A group this large pays for its fsync many times over; a larger one only makes the first wait.
constexpr std::size_t kMaxGroup = 256;
// Entries of deleted stores that are erased in one transaction, while writes wait.
constexpr std::size_t kErasedAtOnce = 10'000;

} // namespace

Writer::Writer(const storage::Environment& environment, const Options& options, Stores& stores,
               SchemaCache& schemas)
    : environment_(environment), options_(options), stores_(stores), schemas_(schemas),
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

void Writer::submit(StoreId store, std::unique_ptr<Command> command) {
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
        else {
            if (queue_.empty() && !at_work_)
                last_progress_ = Clock::now();
            queue_.push_back({store, std::move(command), {}});
        }
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

WriterStatistics Writer::statistics() const {
    using std::chrono::milliseconds;
    const auto now = Clock::now();
    std::lock_guard lock(mutex_);
    WriterStatistics now_told = statistics_;
    now_told.queued = queue_.size();
    if (at_work_ || !queue_.empty())
        now_told.stalled_for = std::chrono::duration_cast<milliseconds>(now - last_progress_);
    if (now_told.last_failure)
        now_told.last_failure->ago = std::chrono::duration_cast<milliseconds>(now - last_failure_);
    return now_told;
}

void Writer::note_commit(Clock::duration time, std::size_t writes) {
    std::lock_guard lock(mutex_);
    statistics_.commit_seconds.add(std::chrono::duration<double>(time).count());
    statistics_.group_writes.add(static_cast<double>(writes));
    statistics_.last_failure.reset();
}

void Writer::note_failure(ErrorCode code) {
    std::lock_guard lock(mutex_);
    ++statistics_.failures;
    statistics_.last_failure = WriterStatistics::Failure{code};
    last_failure_ = Clock::now();
}

void Writer::note_progress(bool at_work) {
    std::lock_guard lock(mutex_);
    last_progress_ = Clock::now();
    at_work_ = at_work;
    if (!at_work)
        idle_.notify_all();
}

void Writer::await_idle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return queue_.empty() && !at_work_; });
}

void Writer::run() {
    while (wait_for_work()) {
        {
            auto group = take_group();
            if (collection_is_due())
                add_collection(group);
            commit_group(group);
        } // what a callback holds is given back now, not at the next write
        note_progress(false);
    }
}

// Everything that queued up during the last commit.
Writer::Group Writer::take_group() {
    std::lock_guard lock(mutex_);
    Group group;
    while (!queue_.empty() && group.size() < kMaxGroup) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    at_work_ = !group.empty();
    return group;
}

// Whether there is anything left to do; no: the writer is to end.
bool Writer::wait_for_work() {
    std::unique_lock lock(mutex_);
    auto has_work = [this] { return !queue_.empty() || stopping_; };
    if (options_.expiry_interval.count() == 0)
        work_.wait(lock, has_work);
    while (!has_work() && !collection_is_due())
        work_.wait_until(lock, next_collection_);
    return !queue_.empty() || !stopping_;
}

bool Writer::collection_is_due() const {
    return options_.expiry_interval.count() != 0 &&
           std::chrono::steady_clock::now() >= next_collection_;
}

void Writer::add_collection(Group& group) {
    next_collection_ = std::chrono::steady_clock::now() + options_.expiry_interval;
    environment_.forget_dead_readers();
    auto transaction = environment_.begin_read();
    if (!transaction)
        return; // tried again at the next interval; nobody waits for it
    auto stores = storage::stores_with_expired(**transaction, options_.clock());
    auto deleted = storage::has_deleted_stores(**transaction);
    add_trims(group, **transaction);
    transaction->reset();
    for (auto store : stores ? *stores : std::vector<StoreId>{})
        group.push_back({store,
                         std::make_unique<CommandOf<ExpiryRequest, ExpiryResult>>(
                             ExpiryRequest{}, apply_expiry,
                             [this](Result<ExpiryResult> done) {
                                 if (done && done->more)
                                     next_collection_ = {};
                             }),
                         {}});
    if (deleted && *deleted)
        erase_deleted_stores();
}

void Writer::add_trims(Group& group, const storage::Transaction& transaction) {
    if (options_.changelog_retention.count() == 0)
        return;
    const auto before = options_.clock() - options_.changelog_retention;
    auto stores = storage::stores_to_trim(transaction, before);
    for (auto store : stores ? *stores : std::vector<StoreId>{})
        group.push_back({store,
                         std::make_unique<CommandOf<TrimRequest, TrimResult>>(
                             TrimRequest{before}, apply_trim,
                             [this, store](Result<TrimResult> done) {
                                 if (!done)
                                     return;
                                 stores_.forget_through(store, done->through);
                                 if (done->more)
                                     next_collection_ = {};
                             }),
                         {}});
}

// Its own transaction: it concerns nobody's write.
void Writer::erase_deleted_stores() {
    auto transaction = environment_.begin_write();
    if (!transaction)
        return;
    auto more = storage::erase_deleted(**transaction, kErasedAtOnce);
    if (more && (*transaction)->commit() && *more)
        next_collection_ = {};
}

void Writer::commit_group(std::span<Job> group) {
    if (group.empty())
        return;
    auto committed = try_commit(group);
    if (!committed && group.size() > 1) {
        // One command may have been too much for the store: the others need not suffer for it.
        for (std::size_t i = 0; i < group.size(); ++i)
            commit_group(group.subspan(i, 1));
        return;
    }
    if (!committed)
        note_failure(committed.error().code);
    for (auto& job : group) {
        auto reason = std::exchange(job.refusal, std::nullopt);
        if (!reason && !committed)
            reason = committed.error();
        job.command->answer(std::move(reason));
    }
    note_progress(true);
}

namespace {

// The stores that a group writes to, each with its state in the transaction.
class StoresOfGroup {
public:
    StoresOfGroup(storage::WriteTransaction& transaction, const Options& options,
                  SchemaCache& schemas)
        : transaction_(transaction), options_(options), schemas_(schemas), now_(options.clock()) {}

    struct Entry {
        Revision before;
        ApplyContext context;

        bool is_changed() {
            return context.head().revision != before || context.changed_without_revision();
        }
    };

    // Null if there is no such store.
    Result<Entry*> find(StoreId store) {
        for (auto& entry : entries_)
            if (entry->context.store() == store)
                return entry.get();
        PEMBA_TRY(auto head, storage::read_head(transaction_, store));
        if (!head)
            return static_cast<Entry*>(nullptr);
        entries_.push_back(std::make_unique<Entry>(
            Entry{head->revision,
                  ApplyContext(transaction_, store, *head, now_, options_.limits, schemas_)}));
        return entries_.back().get();
    }

    // Those that were changed.
    std::vector<Entry*> changed() {
        std::vector<Entry*> changed;
        for (auto& entry : entries_)
            if (entry->is_changed())
                changed.push_back(entry.get());
        return changed;
    }

private:
    storage::WriteTransaction& transaction_;
    const Options& options_;
    SchemaCache& schemas_;
    const Timestamp now_;
    std::vector<std::unique_ptr<Entry>> entries_; ///< few
};

} // namespace

Result<void> Writer::try_commit(std::span<Job> group) {
    PEMBA_TRY(auto transaction, environment_.begin_write());
    StoresOfGroup stores(*transaction, options_, schemas_);
    for (auto& job : group) {
        PEMBA_TRY(auto* entry, stores.find(job.store));
        if (!entry) {
            job.refusal = Error{ErrorCode::StoreUnknown, "the store was deleted", {}};
            continue;
        }
        job.command->apply(entry->context);
        if (const auto code = entry->context.spoilt_by())
            return Error{*code, "a write beside this one failed; nothing was changed", {}};
    }
    auto changed = stores.changed();
    if (changed.empty())
        return {}; // nothing to make durable
    for (auto* entry : changed)
        PEMBA_CHECK_OK(
            storage::write_head(*transaction, entry->context.store(), entry->context.head()));
    const auto began = Clock::now();
    PEMBA_CHECK_OK(transaction->commit());
    note_commit(Clock::now() - began, group.size());
    for (auto* entry : changed)
        stores_.announce(entry->context.store(), entry->context.head().revision);
    return {};
}

} // namespace pemba::engine
