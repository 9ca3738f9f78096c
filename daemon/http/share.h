// Share: what one holder takes of a number of bytes that all of them have together.
#pragma once

#include <atomic>
#include <cstddef>

namespace pemba::http {

/// Gives back what it took when it goes away. Holders may live on different threads.
class Share {
public:
    /// `total` is what all have taken; it outlives the share.
    explicit Share(std::atomic<std::size_t>& total) : total_(total) {}
    ~Share() { give_back(); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    /// Takes as much as is missing to have `bytes`; false if all together then have more than
    /// `limit`.
    [[nodiscard]] bool grow_to(std::size_t bytes, std::size_t limit) {
        if (bytes <= taken_)
            return true;
        const std::size_t more = bytes - taken_;
        taken_ = bytes;
        return total_.fetch_add(more, std::memory_order_relaxed) + more <= limit;
    }
    void give_back() {
        if (taken_ > 0)
            total_.fetch_sub(taken_, std::memory_order_relaxed);
        taken_ = 0;
    }

private:
    std::atomic<std::size_t>& total_;
    std::size_t taken_ = 0;
};

} // namespace pemba::http
