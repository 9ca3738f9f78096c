// Trail: two buffers, one filling and one being written.
#include "audit/trail.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace pemba::audit {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kGather{20}; // so that many lines share one write
constexpr std::chrono::milliseconds kRetry{100}; // of what the disk refused
constexpr std::chrono::seconds kBetweenSyncs{1};
constexpr std::size_t kBatchBytes = 256 * 1024; // which are written at once

} // namespace

class Trail::Writer {
public:
    explicit Writer(Options options)
        : options_(std::move(options)), file_(options_.file, options_.sizes) {}

    Result<void> start() {
        PEMBA_CHECK_OK(file_.open());
        thread_ = std::thread([this] { run(); });
        return {};
    }
    void stop();
    void append(std::string_view lines, std::size_t count);
    void reopen();
    [[nodiscard]] bool has_room() const {
        return queued_.load(std::memory_order_relaxed) < options_.queue_bytes;
    }
    [[nodiscard]] Statistics statistics() const;

private:
    void run();
    // Waits for something to do, and takes the lines that wait. False: it is time to end.
    bool gather();
    void wait(std::unique_lock<std::mutex>& lock);
    void write_batch();
    void sync();
    // Keeps what is wrong, or that nothing is, and tells it if that is news.
    void judge(const Result<void>& done, std::string& problem);
    void tell(const std::string& problem);

    // Under the mutex, so that no line pays for an atomic sum.
    void set_queued(std::size_t bytes) { queued_.store(bytes, std::memory_order_relaxed); }

    const Options options_;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    // Under the mutex:
    std::atomic<std::size_t> queued_{0}; ///< bytes of queue_ and of what is left of batch_; read
                                         ///< without the mutex too
    std::uint64_t lines_ = 0, failures_ = 0;
    std::string queue_;
    std::string problem_;
    bool stopping_ = false;
    bool reopening_ = false;

    // Of the writing thread:
    File file_;
    std::string batch_;
    std::string_view left_; ///< of batch_
    std::string write_problem_, sync_problem_;
    bool unsynced_ = false;
    bool must_open_ = false;
    Clock::time_point synced_at_ = Clock::now();

    std::thread thread_;
};

void Trail::Writer::append(std::string_view lines, std::size_t count) {
    bool wakes = false;
    {
        const std::lock_guard lock(mutex_);
        set_queued(queued_ + lines.size());
        lines_ += count;
        const std::size_t before = queue_.size();
        queue_.append(lines);
        wakes = before == 0 || (before < kBatchBytes && queue_.size() >= kBatchBytes);
    }
    if (wakes)
        wake_.notify_one();
}

void Trail::Writer::reopen() {
    {
        const std::lock_guard lock(mutex_);
        reopening_ = true;
    }
    wake_.notify_one();
}

void Trail::Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

Statistics Trail::Writer::statistics() const {
    const std::lock_guard lock(mutex_);
    return {.lines = lines_,
            .failures = failures_,
            .queued_bytes = queued_,
            .is_full = !has_room(),
            .problem = problem_};
}

void Trail::Writer::run() {
    bool goes_on = true;
    while (goes_on) {
        goes_on = gather();
        write_batch();
        if (!goes_on || Clock::now() - synced_at_ >= kBetweenSyncs)
            sync();
    }
    if (queued_ > 0)
        tell(std::to_string(queued_) + " bytes of lines are lost");
}

bool Trail::Writer::gather() {
    std::unique_lock lock(mutex_);
    wait(lock);
    must_open_ = must_open_ || std::exchange(reopening_, false);
    if (left_.empty() || stopping_) {
        batch_.erase(0, batch_.size() - left_.size());
        if (batch_.empty())
            batch_.swap(queue_);
        else
            batch_.append(std::exchange(queue_, {}));
        left_ = batch_;
    }
    return !stopping_;
}

void Trail::Writer::wait(std::unique_lock<std::mutex>& lock) {
    const auto is_told = [&] { return stopping_ || reopening_; };
    if (!left_.empty() || must_open_) {
        wake_.wait_for(lock, kRetry, is_told);
        return;
    }
    const auto has_work = [&] { return is_told() || !queue_.empty(); };
    if (!unsynced_)
        wake_.wait(lock, has_work);
    else
        wake_.wait_until(lock, synced_at_ + kBetweenSyncs, has_work);
    if (!queue_.empty())
        wake_.wait_for(lock, kGather, [&] { return is_told() || queue_.size() >= kBatchBytes; });
}

void Trail::Writer::write_batch() {
    if (std::exchange(must_open_, false)) {
        sync();
        const auto opened = file_.open();
        must_open_ = !opened;
        if (!opened || left_.empty())
            return judge(opened, write_problem_);
    }
    if (left_.empty())
        return;
    const std::size_t before = left_.size();
    const auto done = file_.append(left_);
    const std::size_t written = before - left_.size();
    unsynced_ = unsynced_ || written > 0;
    {
        const std::lock_guard lock(mutex_);
        set_queued(queued_ - written);
    }
    must_open_ = !done;
    judge(done, write_problem_);
}

void Trail::Writer::sync() {
    synced_at_ = Clock::now();
    if (unsynced_) {
        const auto done = file_.sync();
        unsynced_ = !done; // to be tried again, also if no more lines come
        judge(done, sync_problem_);
    }
    must_open_ = must_open_ || file_.was_moved();
}

void Trail::Writer::judge(const Result<void>& done, std::string& problem) {
    if (!done) {
        const std::lock_guard lock(mutex_);
        ++failures_;
    }
    problem = done ? std::string() : done.error().message;
    tell(write_problem_.empty() ? sync_problem_ : write_problem_);
}

void Trail::Writer::tell(const std::string& problem) {
    {
        const std::lock_guard lock(mutex_);
        if (problem_ == problem)
            return;
        problem_ = problem;
    }
    if (options_.on_trouble)
        options_.on_trouble(problem);
}

Result<std::unique_ptr<Trail>> Trail::open(Options options) {
    auto writer = std::make_unique<Writer>(std::move(options));
    PEMBA_CHECK_OK(writer->start());
    return std::unique_ptr<Trail>(new Trail(std::move(writer)));
}

Trail::Trail(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}

Trail::~Trail() {
    writer_->stop();
}

bool Trail::has_room() const {
    return writer_->has_room();
}

void Trail::append(std::string_view lines, std::size_t count) {
    writer_->append(lines, count);
}

void Trail::reopen() {
    writer_->reopen();
}

Statistics Trail::statistics() const {
    return writer_->statistics();
}

} // namespace pemba::audit
