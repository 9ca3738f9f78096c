// KeyKeeper: keeps one issuer's keys fresh, on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "keys/key.h"
#include "log/log.h"
#include "tokens/issuer.h"
#include "tokens/key_ring.h"

namespace pemba::tokens {

/// Thread-safe. Fetches at once, then every `refresh-interval`; after a failure, or when a key is
/// missed, after `retry-interval` has gone by since the fetch before, and never sooner. Keys that
/// are older than `max-key-age` do not count any more.
class KeyKeeper {
public:
    /// Issuer and log outlive it.
    KeyKeeper(const Issuer& issuer, log::Log& log);
    /// Breaks off a fetch under way.
    ~KeyKeeper() = default;
    KeyKeeper(const KeyKeeper&) = delete;
    KeyKeeper& operator=(const KeyKeeper&) = delete;

    struct Keys {
        std::shared_ptr<const KeyRing> ring; ///< none: there are none that count
        std::uint64_t version = 0;           ///< another one for other keys
    };
    [[nodiscard]] Keys keys(keys::Seconds now) const;
    /// Whether what was verified with the keys of that version is still verified. Without a lock.
    [[nodiscard]] bool counts(std::uint64_t version, keys::Seconds now) const;

    /// A key is missed: wakes the thread if it may fetch. Costs an atomic exchange, however often.
    void look_for_new();
    /// Waits for the first fetch, whatever comes of it, so long at most.
    void await_first(std::chrono::milliseconds patience);

    /// Since the last fetch that brought keys, or since the beginning.
    [[nodiscard]] std::chrono::seconds age(keys::Seconds now) const;
    [[nodiscard]] std::uint64_t failures() const { return failures_; }

private:
    void run(const std::stop_token& stop);
    [[nodiscard]] Result<void> attempt(const std::stop_token& stop);
    void take(KeyRing ring, std::string text);
    void wait(const std::stop_token& stop, bool succeeded);
    void tell(const Result<void>& attempted);

    const Issuer& issuer_;
    log::Log& log_;

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::shared_ptr<const KeyRing> ring_;
    bool attempted_ = false;

    std::string text_;    ///< of the ring; the thread's own, as is
    std::string problem_; ///< of the last attempt, as it stands in the log

    std::atomic<std::uint64_t> version_ = 0; ///< 0: no keys yet
    std::atomic<keys::Seconds> fetched_;
    std::atomic<bool> wanted_ = false;
    std::atomic<std::uint64_t> failures_ = 0;

    std::jthread thread_; ///< last, for it uses all the others
};

} // namespace pemba::tokens
