// TlsContext: the certificate that a server shows, and whom it lets in. TLS 1.2 and 1.3, with
// ciphers that are forward-secret and authenticated; no compression, no renegotiation.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <openssl/types.h>

namespace pemba::http {

/// Names of PEM files.
struct TlsFiles {
    std::string certificate; ///< the server's, and those that lead to the one that clients trust
    std::string key;         ///< which others than its owner and group may not read
    std::string client_ca; ///< a client must show a certificate signed by it; empty: none is asked
    /// Which of those no longer count, as every authority between a client and `client_ca` says;
    /// empty: none.
    std::string client_crl = {};
};

struct FreeTls {
    void operator()(SSL* tls) const noexcept;
    void operator()(SSL_CTX* context) const noexcept;
};
/// One connection's side of TLS.
using Tls = std::unique_ptr<SSL, FreeTls>;

/// What the files held when they were read. Immutable; safe to use from any thread.
class TlsContext {
public:
    struct Read {
        std::shared_ptr<const TlsContext> context; ///< none on failure
        std::string error;                         ///< names the file and what is wrong with it
    };
    /// Reads all files and sees that key and certificate belong together.
    [[nodiscard]] static Read read(const TlsFiles& files);

    /// Of a connection that was accepted; none if there is no memory for it. It goes on whatever
    /// becomes of the context.
    [[nodiscard]] Tls accept() const;

    using Time = std::chrono::sys_seconds;
    [[nodiscard]] Time valid_from() const { return valid_from_; } ///< of the server's certificate
    [[nodiscard]] Time expires() const { return expires_; }       ///< the same
    /// When the first of the lists of revoked certificates does, after which no client of its
    /// authority is let in; nothing: none of them ever does.
    [[nodiscard]] std::optional<Time> crl_expires() const;

private:
    using Owned = std::unique_ptr<SSL_CTX, FreeTls>;
    TlsContext(Owned context, Time valid_from, Time expires)
        : context_(std::move(context)), valid_from_(valid_from), expires_(expires) {}

    Owned context_;
    Time valid_from_, expires_;
};

} // namespace pemba::http
