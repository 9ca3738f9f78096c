// Attempts: whether it is worth trying to answer on an io thread what may turn out to need a
// worker.
#pragma once

#include <algorithm>

namespace pemba::http {

/// While workers have too much to do, an attempt that fails is work for nothing. So attempts pay
/// for one another: one that succeeds pays for two that fail, and a few are given away with time,
/// to find out whether things have changed. Lives on its io thread.
class Attempts {
public:
    [[nodiscard]] bool are_worthwhile() const { return credit_ > 0; }
    void note(bool succeeded) {
        credit_ = std::clamp(credit_ + (succeeded ? kEarned : -1), 0, kMost);
    }
    /// Called every tick.
    void give_some() { credit_ = std::max(credit_, kGiven); }

private:
    static constexpr int kEarned = 2, kGiven = 4, kMost = 64;

    int credit_ = kGiven;
};

} // namespace pemba::http
