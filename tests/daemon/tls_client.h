// TlsClient: one connection to a server that speaks TLS, made as a test needs it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

#include "daemon/certificates.h"

namespace pemba::testing {

struct TlsClientOptions {
    std::string ca;                    ///< PEM file of the authority that is trusted
    CertificateFiles own = {};         ///< shown to the server if it asks; may be empty
    int most_version = 0;              ///< such as TLS1_2_VERSION; 0: any
    std::string protocol = "http/1.1"; ///< offered by ALPN
};

class TlsClient {
public:
    /// Shakes hands on a connected socket, which it closes in the end.
    TlsClient(int socket, const TlsClientOptions& options);
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    /// Whether the server is who it should be, as far as the client can know: a server of TLS 1.3
    /// judges the client's certificate later.
    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] std::string version() const;     ///< such as `TLSv1.3`
    [[nodiscard]] std::string protocol() const;    ///< that was agreed upon
    [[nodiscard]] std::string server_name() const; ///< of its certificate

    void send(std::string_view bytes);
    /// All until the end.
    [[nodiscard]] std::string read_all();
    /// Until what has come ends so, or the end.
    [[nodiscard]] std::string read_until(std::string_view ending);
    /// Whether the server ended with close_notify, and did not just break off.
    [[nodiscard]] bool ended_cleanly() const;
    /// Changes its keys, so many times; false if the server does not take it any more.
    [[nodiscard]] bool update_keys(int times);
    /// send() and read_all() of a request that closes.
    [[nodiscard]] std::string ask(std::string_view request);

private:
    struct Free {
        void operator()(SSL* tls) const;
        void operator()(SSL_CTX* context) const;
    };

    int socket_;
    std::unique_ptr<SSL_CTX, Free> context_;
    std::unique_ptr<SSL, Free> tls_;
    bool connected_ = false;
};

} // namespace pemba::testing
