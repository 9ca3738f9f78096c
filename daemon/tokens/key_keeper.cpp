// KeyKeeper: fetch, take, wait.
#include "tokens/key_keeper.h"

#include "tokens/fetch.h"

namespace pemba::tokens {
namespace {

keys::Seconds system_time() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

KeyKeeper::KeyKeeper(const Issuer& issuer, log::Log& log)
    : issuer_(issuer), log_(log), fetched_(system_time()),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

KeyKeeper::Keys KeyKeeper::keys(keys::Seconds now) const {
    const std::lock_guard lock(mutex_);
    const std::uint64_t version = version_;
    if (!counts(version, now))
        return {};
    return {ring_, version};
}

bool KeyKeeper::counts(std::uint64_t version, keys::Seconds now) const {
    return version != 0 && version == version_.load(std::memory_order_acquire) &&
           age(now) <= issuer_.max_key_age;
}

void KeyKeeper::look_for_new() {
    if (wanted_.exchange(true))
        return;
    const std::lock_guard lock(mutex_); // the thread has not looked yet, or waits
    changed_.notify_all();
}

void KeyKeeper::await_first(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return attempted_; });
}

std::chrono::seconds KeyKeeper::age(keys::Seconds now) const {
    return std::max(now - fetched_.load(std::memory_order_relaxed), std::chrono::seconds(0));
}

void KeyKeeper::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        wanted_ = false;
        const Result<void> attempted = attempt(stop);
        if (!stop.stop_requested())
            tell(attempted);
        wait(stop, attempted.has_value());
    }
}

Result<void> KeyKeeper::attempt(const std::stop_token& stop) {
    PEMBA_TRY(std::string text, fetch_keys(issuer_, stop));
    PEMBA_TRY(KeyRing ring, KeyRing::parse(text));
    take(std::move(ring), std::move(text));
    return {};
}

void KeyKeeper::take(KeyRing ring, std::string text) {
    fetched_ = system_time();
    if (text == text_)
        return;
    log_.write(log::Level::Info, "keys of an issuer read",
               {{"issuer", issuer_.name},
                {"keys", std::to_string(ring.size())},
                {"passed_over", std::to_string(ring.unused())}});
    text_ = std::move(text);
    auto taken = std::make_shared<const KeyRing>(std::move(ring));
    const std::lock_guard lock(mutex_);
    ring_ = std::move(taken);
    version_.fetch_add(1, std::memory_order_release);
}

void KeyKeeper::wait(const std::stop_token& stop, bool succeeded) {
    std::unique_lock lock(mutex_);
    attempted_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, stop, issuer_.retry_interval, [] { return false; });
    if (succeeded)
        changed_.wait_for(lock, stop, issuer_.refresh_interval - issuer_.retry_interval,
                          [this] { return wanted_.load(); });
}

// One line when it goes wrong, in another way or for too long, and one when it goes well again.
void KeyKeeper::tell(const Result<void>& attempted) {
    if (attempted && !problem_.empty())
        log_.write(log::Level::Info, "keys of an issuer fetched again", {{"issuer", issuer_.name}});
    if (!attempted)
        ++failures_;
    const bool counted = counts(version_, system_time());
    std::string problem;
    if (!attempted)
        problem = (counted ? "the old keys stay: " : "its tokens are refused: ") +
                  attempted.error().message;
    if (problem != problem_ && !attempted)
        log_.write(counted ? log::Level::Warn : log::Level::Error, "keys of an issuer not fetched",
                   {{"issuer", issuer_.name}, {"reason", problem}});
    problem_ = std::move(problem);
}

} // namespace pemba::tokens
