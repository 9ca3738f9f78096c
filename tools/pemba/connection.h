// Connection: which server a command talks to, and the key that opens it.
#pragma once

#include <filesystem>
#include <string>

#include "pemba/result.h"

namespace pemba::client {

inline constexpr const char* kDefaultEndpoint = "http://127.0.0.1:8443";

/// What was said on the command line; empty where nothing was.
struct ConnectionOptions {
    std::string endpoint;
    std::string key;
    std::string key_file;
    std::string context;
    std::string store;
};

/// Where to and with what.
struct Connection {
    std::string endpoint; ///< `http://HOST:PORT` or `https://HOST:PORT`
    std::string key;      ///< empty: none is sent
    std::string store;    ///< which of the server's stores, by id; empty: the default one
};

/// Decides each part by the first that names it: a flag, the environment (PEMBA_ENDPOINT,
/// PEMBA_KEY, PEMBA_STORE), the saved context (the one asked for, or the one in use), the default.
/// Errors: InvalidArgument.
[[nodiscard]] Result<Connection> connection_of(const ConnectionOptions& options,
                                               const std::filesystem::path& contexts_file);

/// `HOST:PORT` and `http(s)://HOST:PORT[/]` as a URL. Errors: InvalidArgument.
[[nodiscard]] Result<std::string> endpoint_url(const std::string& text);

/// The first line of a file that is no comment (`# …`).
/// Errors: InvalidArgument.
[[nodiscard]] Result<std::string> key_from_file(const std::string& path);

} // namespace pemba::client
