// Round: the bell is an eventfd.
#include "http/round.h"

#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

#include "http/thread_time.h"

namespace pemba::http {

Round::Round(Executor executor, std::chrono::milliseconds longest)
    : bell_(executor), longest_(longest) {
    if (const int bell = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); bell >= 0)
        bell_.assign(bell);
}

void Round::begin(Clock::time_point now) {
    began_ = now;
    worked_before_ = thread_time();
    constexpr std::uint64_t kOnce = 1;
    if (!bell_.is_open() || ::write(bell_.native_handle(), &kOnce, sizeof kOnce) != sizeof kOnce)
        return;
    under_way_ = true;
    bell_.async_wait(bell_.wait_read, [this](boost::system::error_code) { end(); });
}

void Round::end() {
    std::uint64_t times = 0;
    under_way_ = ::read(bell_.native_handle(), &times, sizeof times) < 0;
    last_was_long_ = thread_time() - worked_before_ > longest_;
}

bool Round::has_worked_too_long(Clock::time_point now) const {
    const auto longest = last_was_long_ ? longest_ : kBurst * longest_;
    return thread_time() - worked_before_ > longest || now - began_ > kStalled * longest_;
}

} // namespace pemba::http
