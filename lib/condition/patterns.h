// Regular expressions of conditions.
#pragma once

#include <memory>
#include <string_view>

#include <re2/re2.h>

namespace pemba::condition {

/// A pattern of RE2, silent about its errors, which ok() tells, and limited in memory.
[[nodiscard]] inline std::shared_ptr<const re2::RE2> compile(std::string_view pattern) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    return std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()),
                                            options);
}

} // namespace pemba::condition
