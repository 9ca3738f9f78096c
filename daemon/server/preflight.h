// Preflight: what keeps a daemon from serving with its options, before anything is opened.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace pemba::server {

struct Address {
    std::string host;
    std::uint16_t port = 0;
};

/// Of `HOST:PORT` or `[HOST]:PORT`.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

/// What is wrong with the options, each with what to do; empty if nothing. Looks at folders
/// and reads the keys, but makes nothing.
[[nodiscard]] std::vector<std::string> find_problems(const config::Config& config);

} // namespace pemba::server
