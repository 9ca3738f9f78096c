// Preflight: what keeps a daemon from serving with its options, before anything is opened.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "http/tls.h"

namespace pemba::server {

struct Address {
    std::string host;
    std::uint16_t port = 0;
};

/// Of `HOST:PORT` or `[HOST]:PORT`.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

/// Whether only this machine can reach it.
[[nodiscard]] bool is_loopback(std::string_view host);

/// The options that say where TLS' files are.
[[nodiscard]] http::TlsFiles tls_files(const config::Config& config);

/// What is wrong with the options, each with what to do; empty if nothing. Looks at folders
/// and reads keys and certificates, but makes nothing.
[[nodiscard]] std::vector<std::string> find_problems(const config::Config& config);

/// What does not keep it from serving, but will keep clients from calling: a certificate that is
/// not valid at that time, or in a week. Of options without problems.
[[nodiscard]] std::vector<std::string> find_warnings(const config::Config& config,
                                                     http::TlsContext::Time now);

} // namespace pemba::server
