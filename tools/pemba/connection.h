// Connection: which server a command talks to, and the key that opens it.
#pragma once

#include <filesystem>
#include <string>

#include "pemba/result.h"

namespace pemba::client {

inline constexpr const char* kDefaultEndpoint = "http://127.0.0.1:8443";

/// Names of PEM files for an endpoint with `https://`; empty where nothing was said.
struct TlsFiles {
    std::string ca;          ///< whom to trust; otherwise those whom the system trusts
    std::string certificate; ///< the client's own, for a server that asks for one
    std::string key;         ///< of that certificate

    friend bool operator==(const TlsFiles&, const TlsFiles&) = default;
};

/// What was said on the command line; empty where nothing was.
struct ConnectionOptions {
    std::string endpoint;
    std::string key;
    std::string key_file;
    std::string context;
    std::string store;
    TlsFiles tls;
};

/// Where to and with what.
struct Connection {
    std::string endpoint; ///< `http://HOST:PORT` or `https://HOST:PORT`
    std::string key;      ///< empty: none is sent
    std::string store;    ///< which of the server's stores, by id; empty: the default one
    TlsFiles tls = {};
};

/// Decides each part by the first that names it: a flag, the environment (PEMBA_ENDPOINT,
/// PEMBA_KEY, PEMBA_STORE, PEMBA_CA_FILE, PEMBA_CLIENT_CERTIFICATE, PEMBA_CLIENT_KEY), the saved
/// context (the one asked for, or the one in use), the default. Errors: InvalidArgument.
[[nodiscard]] Result<Connection> connection_of(const ConnectionOptions& options,
                                               const std::filesystem::path& contexts_file);

/// Whether they can be read and a certificate has its key. Errors: InvalidArgument.
[[nodiscard]] Result<void> check_tls_files(const TlsFiles& files);

/// `HOST:PORT` and `http(s)://HOST:PORT[/]` as a URL. Errors: InvalidArgument.
[[nodiscard]] Result<std::string> endpoint_url(const std::string& text);

/// The first line of a file that is no comment (`# …`).
/// Errors: InvalidArgument.
[[nodiscard]] Result<std::string> key_from_file(const std::string& path);

} // namespace pemba::client
