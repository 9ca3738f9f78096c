// Hub: who waits for the next revision of a store. The writer announces revisions to it, in
// constant time whatever the number of watchers; a thread of its own calls those that wait, from
// the first watcher on.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "pemba/result.h"
#include "tuple/ids.h"

namespace pemba::watch {

/// Safe to use from any thread.
class Hub {
    struct Member {
        std::function<void()> ready;
        std::atomic<Revision> position;
    };

public:
    /// `newest` is the revision that the store stands at.
    Hub(Revision newest, std::size_t max_watchers);
    /// REQUIRES: no seats are left.
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    /// A watcher's place; gives it back when destroyed, and then nothing of it is called any more.
    class Seat {
    public:
        Seat(Seat&& other) noexcept
            : hub_(std::exchange(other.hub_, nullptr)), member_(other.member_) {}
        Seat& operator=(Seat&&) = delete;
        ~Seat();

        /// Calls `ready` once when there is a revision after `seen`; at once if there is one.
        void call_when_after(Revision seen, std::function<void()> ready);
        /// Tells how far this watcher has come.
        void set_position(Revision revision) { member_->position = revision; }

    private:
        friend class Hub;
        Seat(Hub& hub, std::list<Member>::iterator member) : hub_(&hub), member_(member) {}

        Hub* hub_;
        std::list<Member>::iterator member_;
    };

    /// Errors: Overloaded if there are as many watchers as there may be.
    [[nodiscard]] Result<Seat> join(Revision position);

    /// Called by the writer after each commit. Takes no lock that a watcher holds for long.
    void announce(Revision newest);
    [[nodiscard]] Revision newest() const { return newest_; }

    struct Statistics {
        std::uint64_t watchers = 0;
        std::uint64_t slowest_behind = 0; ///< revisions between the slowest watcher and now
    };
    [[nodiscard]] Statistics statistics() const;

private:
    void run();
    void call_all();

    const std::size_t max_watchers_;
    std::atomic<Revision> newest_;

    std::mutex signal_mutex_; ///< held for moments only, because the writer takes it
    std::condition_variable signal_;
    bool announced_ = false;
    bool stopping_ = false;

    mutable std::mutex members_mutex_; ///< held while callbacks run
    std::list<Member> members_;
    std::thread thread_;
};

} // namespace pemba::watch
