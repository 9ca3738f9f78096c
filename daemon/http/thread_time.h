// The processor time of a thread, which does not go by while it is kept from working.
#pragma once

#include <chrono>
#include <ctime>

namespace pemba::http {

/// That this thread has had. A system call.
inline std::chrono::nanoseconds thread_time() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace pemba::http
