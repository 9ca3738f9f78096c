// Arena: texts that an evaluation makes, alive until it ends.
#pragma once

#include <deque>
#include <string>
#include <string_view>

namespace pemba::condition {

class Arena {
public:
    /// Valid as long as the arena.
    std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

private:
    std::deque<std::string> texts_;
};

} // namespace pemba::condition
