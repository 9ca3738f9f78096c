// Arena: texts that an evaluation makes, alive until it ends.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pemba::condition {

class Arena {
public:
    /// Valid as long as the arena.
    std::string_view keep(std::string text) {
        texts_.push_back(std::make_unique<const std::string>(std::move(text)));
        return *texts_.back();
    }

private:
    std::vector<std::unique_ptr<const std::string>> texts_; ///< most evaluations make none
};

} // namespace pemba::condition
