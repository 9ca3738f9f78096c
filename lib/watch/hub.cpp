#include "watch/hub.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace pemba::watch {
namespace {

// Watchers of a busy store are woken this seldom, and then find several revisions at once: a wake
// costs more than a revision. The first revision after a rest is told without delay.
constexpr std::chrono::milliseconds kRest{5};

} // namespace

Hub::Hub(Revision newest, std::size_t max_watchers)
    : max_watchers_(max_watchers), newest_(newest) {}

Hub::~Hub() {
    {
        std::lock_guard lock(signal_mutex_);
        stopping_ = true;
    }
    signal_.notify_one();
    if (thread_.joinable())
        thread_.join();
    PEMBA_ASSERT(members_.empty());
}

Hub::Seat::~Seat() {
    if (hub_ == nullptr)
        return;
    std::lock_guard lock(hub_->members_mutex_);
    hub_->members_.erase(member_);
}

void Hub::Seat::call_when_after(Revision seen, std::function<void()> ready) {
    {
        std::lock_guard lock(hub_->members_mutex_);
        // Announced after this look, it finds the callback in place.
        if (hub_->newest() <= seen) {
            member_->ready = std::move(ready);
            return;
        }
        member_->ready = nullptr;
    }
    ready();
}

Result<Hub::Seat> Hub::join(Revision position) {
    std::lock_guard lock(members_mutex_);
    if (members_.size() >= max_watchers_)
        return Error{ErrorCode::Overloaded,
                     fmt::format("{} watchers are there already, which is the limit; try again "
                                 "later",
                                 members_.size()),
                     {{"limit", "watchers"}, {"maximum", std::to_string(max_watchers_)}}};
    if (!thread_.joinable())
        thread_ = std::thread([this] { run(); });
    auto& member = members_.emplace_back();
    member.position = position;
    return Seat(*this, std::prev(members_.end()));
}

void Hub::announce(Revision newest) {
    newest_ = newest;
    {
        std::lock_guard lock(signal_mutex_);
        announced_ = true;
    }
    signal_.notify_one();
}

void Hub::run() {
    std::unique_lock lock(signal_mutex_);
    while (!stopping_) {
        signal_.wait(lock, [this] { return announced_ || stopping_; });
        if (stopping_)
            return;
        announced_ = false;
        lock.unlock();
        call_all();
        lock.lock();
        signal_.wait_for(lock, kRest, [this] { return stopping_; });
    }
}

void Hub::call_all() {
    std::lock_guard lock(members_mutex_);
    for (auto& member : members_)
        if (auto ready = std::exchange(member.ready, nullptr))
            ready();
}

Hub::Statistics Hub::statistics() const {
    std::lock_guard lock(members_mutex_);
    Statistics statistics{members_.size(), 0};
    for (const auto& member : members_) {
        auto behind = to_number(newest_) - std::min(to_number(newest_), to_number(member.position));
        statistics.slowest_behind = std::max(statistics.slowest_behind, behind);
    }
    return statistics;
}

} // namespace pemba::watch
