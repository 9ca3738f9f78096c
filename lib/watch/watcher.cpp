#include "watch/watcher.h"

#include <algorithm>
#include <future>

#include <fmt/format.h>

namespace pemba {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;
constexpr std::size_t kMaxFilters = 1'000;

Result<void> check_filters(const std::vector<TupleFilter>& filters) {
    if (filters.size() > kMaxFilters)
        return Error{ErrorCode::LimitExceeded,
                     fmt::format("{} filters in one watch; at most {} are taken", filters.size(),
                                 kMaxFilters),
                     {{"limit", "watch_filters"},
                      {"given", std::to_string(filters.size())},
                      {"maximum", std::to_string(kMaxFilters)}}};
    for (const auto& filter : filters) {
        if (filter.is_empty())
            return Error{ErrorCode::InvalidFilter, "a filter must set at least one field", {}};
        if (filter.object_id && filter.object_id_prefix)
            return Error{ErrorCode::InvalidFilter,
                         "a filter names either an object id or a prefix of it, not both",
                         {}};
    }
    return {};
}

Result<Revision> first_position(const watch::Hub& hub, const watch::Feed& feed,
                                const std::optional<Zookie>& after) {
    const auto newest = hub.newest();
    if (!after)
        return newest;
    PEMBA_TRY(auto revision, decode_zookie(*after, feed.epoch()));
    if (revision > newest)
        return Error{
            ErrorCode::InvalidZookie, "this zookie is of a revision that does not exist yet", {}};
    return revision;
}

} // namespace

Result<std::unique_ptr<Watch::State>> Watch::State::open(watch::Hub& hub, watch::Feed& feed,
                                                         const WatchRequest& request) {
    PEMBA_CHECK_OK(check_filters(request.filters));
    PEMBA_TRY(auto position, first_position(hub, feed, request.after));
    // What the changelog no longer has is refused now, not at the first read.
    watch::Place probe{position};
    PEMBA_TRY(auto parts, feed.read(probe, std::min(next(position), hub.newest()), 1));
    PEMBA_TRY(auto seat, hub.join(position));
    return std::unique_ptr<State>(new State(hub, std::move(seat), feed, request, position));
}

Result<Watch::State::Events> Watch::State::read() {
    Events events;
    const auto newest = hub_->newest();
    auto place = place_;
    PEMBA_TRY(auto parts, feed_->read(place, newest, kReadBytes));
    place_ = place;
    for (const auto& part : parts)
        tell(part, events);
    seat_.set_position(place_.revision);
    if (request_.checkpoints && place_.revision >= newest)
        tell_checkpoint(events);
    return events;
}

void Watch::State::tell(const watch::Part& part, Events& events) {
    const auto& event = part.event;
    looked_at_ += event ? event->changes.size() : 0;
    if (event && event->kind == WatchEvent::Kind::Schema && request_.schema)
        events.push_back(event);
    if (event && event->kind == WatchEvent::Kind::Tuples && request_.tuples)
        if (auto told = filtered(event))
            events.push_back(std::move(told));
    if (part.next == 0)
        telling_ = false;
}

// The event as it is if it is meant whole, else what is meant of it; nothing if none of it is.
std::shared_ptr<const WatchEvent>
Watch::State::filtered(const std::shared_ptr<const WatchEvent>& event) {
    auto is_meant = [this](const WatchedChange& change) {
        return request_.filters.empty() ||
               std::ranges::any_of(request_.filters, [&](const TupleFilter& filter) {
                   return filter.matches(change.tuple);
               });
    };
    const auto count = std::ranges::count_if(event->changes, is_meant);
    const bool begins = !telling_;
    if (count == 0 && (begins || !event->ends)) // what has begun is also brought to its end
        return nullptr;
    telling_ = true;
    if (begins == event->begins && static_cast<std::size_t>(count) == event->changes.size())
        return event;
    auto part = std::make_shared<WatchEvent>(WatchEvent{event->kind,
                                                        event->through,
                                                        event->time,
                                                        event->actor,
                                                        event->metadata,
                                                        {},
                                                        begins,
                                                        event->ends});
    std::ranges::copy_if(event->changes, std::back_inserter(part->changes), is_meant);
    return part;
}

void Watch::State::tell_checkpoint(Events& events) {
    if (checkpoint_ == place_.revision)
        return;
    checkpoint_ = place_.revision;
    WatchEvent event;
    event.kind = WatchEvent::Kind::Checkpoint;
    event.through = position();
    events.push_back(std::make_shared<const WatchEvent>(std::move(event)));
}

void Watch::State::when_ready(std::function<void()> ready) {
    if (request_.checkpoints && !checkpoint_)
        return ready();
    seat_.call_when_after(place_.revision, std::move(ready));
}

Zookie Watch::State::position() const {
    return encode_zookie(feed_->epoch(), place_.revision);
}

Watch::Watch(std::unique_ptr<State> state) : state_(std::move(state)) {}
Watch::~Watch() = default;

Result<std::vector<std::shared_ptr<const WatchEvent>>> Watch::read() {
    return state_->read();
}

void Watch::when_ready(std::function<void()> ready) {
    state_->when_ready(std::move(ready));
}

bool Watch::wait_for(std::chrono::milliseconds longest) {
    auto promise = std::make_shared<std::promise<void>>();
    auto ready = promise->get_future();
    state_->when_ready([promise] { promise->set_value(); });
    return ready.wait_for(longest) == std::future_status::ready;
}

Zookie Watch::position() const {
    return state_->position();
}

std::uint64_t Watch::looked_at() const {
    return state_->looked_at();
}

} // namespace pemba
