// TlsClient: OpenSSL on a blocking socket.
#include "daemon/tls_client.h"

#include <unistd.h>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace pemba::testing {

void TlsClient::Free::operator()(SSL* tls) const {
    SSL_free(tls);
}

void TlsClient::Free::operator()(SSL_CTX* context) const {
    SSL_CTX_free(context);
}

TlsClient::TlsClient(int socket, const TlsClientOptions& options)
    : socket_(socket), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_load_verify_file(context_.get(), options.ca.c_str());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (options.most_version != 0 && options.most_version < TLS1_2_VERSION)
        SSL_CTX_set_cipher_list(context_.get(), "DEFAULT@SECLEVEL=0"); // or it would not be offered
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), options.most_version);
    if (!options.own.certificate.empty()) {
        SSL_CTX_use_certificate_chain_file(context_.get(), options.own.certificate.c_str());
        SSL_CTX_use_PrivateKey_file(context_.get(), options.own.key.c_str(), SSL_FILETYPE_PEM);
    }
    const std::string offer = static_cast<char>(options.protocol.size()) + options.protocol;
    SSL_CTX_set_alpn_protos(context_.get(), reinterpret_cast<const unsigned char*>(offer.data()),
                            static_cast<unsigned>(offer.size()));
    tls_.reset(SSL_new(context_.get()));
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_.get()), "127.0.0.1");
    SSL_set_fd(tls_.get(), socket_);
    connected_ = SSL_connect(tls_.get()) == 1;
}

TlsClient::~TlsClient() {
    SSL_shutdown(tls_.get());
    tls_.reset();
    ::close(socket_);
}

std::string TlsClient::version() const {
    return SSL_get_version(tls_.get());
}

std::string TlsClient::protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(tls_.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::server_name() const {
    char name[64] = "";
    if (const X509* certificate = SSL_get0_peer_certificate(tls_.get()))
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                  sizeof name);
    return name;
}

void TlsClient::send(std::string_view bytes) {
    std::size_t written = 0;
    if (connected_ && !bytes.empty())
        (void)SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &written);
}

std::string TlsClient::read_all() {
    return read_until(std::string_view("\0no such thing", 14));
}

std::string TlsClient::read_until(std::string_view ending) {
    std::string all;
    char buffer[16 * 1024];
    std::size_t got = 0;
    while (connected_ && !all.ends_with(ending) &&
           SSL_read_ex(tls_.get(), buffer, sizeof buffer, &got) == 1)
        all.append(buffer, got);
    return all;
}

bool TlsClient::ended_cleanly() const {
    return (SSL_get_shutdown(tls_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

bool TlsClient::update_keys(int times) {
    for (; times > 0; --times)
        if (SSL_key_update(tls_.get(), SSL_KEY_UPDATE_REQUESTED) != 1 ||
            SSL_do_handshake(tls_.get()) != 1)
            return false;
    return true;
}

std::string TlsClient::ask(std::string_view request) {
    send(request);
    return read_all();
}

} // namespace pemba::testing
