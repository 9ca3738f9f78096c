// TlsContext: OpenSSL's SSL_CTX, set up once.
#include "http/tls.h"

#include <cstring>
#include <ctime>
#include <filesystem>
#include <new>
#include <string_view>

#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace pemba::http {
namespace {

// The intermediate ones of Mozilla's recommendations that need no parameters; those of TLS 1.3
// are OpenSSL's own.
constexpr const char* kCiphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                 "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                 "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kGroups = "X25519:prime256v1:secp384r1";
constexpr unsigned char kHttp11[] = "\x08http/1.1";
constexpr unsigned char kSessions[] = "pembad"; // tickets of other servers are of no use here

// The first of OpenSSL's errors is the reason; what follows says where it was noticed.
std::string reason_of_failure() {
    const unsigned long code = ERR_peek_error();
    ERR_clear_error();
    const char* reason = ERR_SYSTEM_ERROR(code) ? std::strerror(ERR_GET_REASON(code))
                                                : ERR_reason_error_string(code);
    return reason == nullptr ? "not understood" : reason;
}

std::string cannot_use(const char* what, const std::string& file) {
    return std::string("cannot use the ") + what + " `" + file + "`: " + reason_of_failure();
}

// Nobody is there to type one.
int no_password(char*, int, int, void*) {
    return -1;
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, size, kHttp11, sizeof kHttp11 - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

// How often a client has changed its keys (TLS 1.3), which costs it less than us.
struct KeyUpdates {
    std::chrono::steady_clock::time_point since = {}; ///< at most a second ago
    int count = 0;
};
constexpr int kMostKeyUpdates = 16; // in a second

int key_updates_index() {
    static const int index = SSL_get_ex_new_index(
        0, nullptr, nullptr, nullptr, [](void*, void* counted, CRYPTO_EX_DATA*, int, long, void*) {
            delete static_cast<KeyUpdates*>(counted);
        });
    return index;
}

KeyUpdates& key_updates_of(SSL* tls) {
    if (auto* counted = static_cast<KeyUpdates*>(SSL_get_ex_data(tls, key_updates_index())))
        return *counted;
    auto counted = std::make_unique<KeyUpdates>();
    SSL_set_ex_data(tls, key_updates_index(), counted.get());
    return *counted.release();
}

// OpenSSL itself counts none, and goes on reading until there is something for us.
void cut_off_who_only_updates_keys(int is_written, int, int type, const void* message,
                                   std::size_t size, SSL* tls, void*) {
    if (is_written != 0 || type != SSL3_RT_HANDSHAKE || size == 0 ||
        *static_cast<const unsigned char*>(message) != SSL3_MT_KEY_UPDATE)
        return;
    KeyUpdates& updates = key_updates_of(tls);
    const auto now = std::chrono::steady_clock::now();
    if (now - updates.since > std::chrono::seconds(1))
        updates = {.since = now};
    if (++updates.count > kMostKeyUpdates)
        ::shutdown(SSL_get_fd(tls), SHUT_RDWR);
}

void harden(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_cipher_list(context, kCiphers);
    SSL_CTX_set1_groups_list(context, kGroups);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); // clients keep their tickets
    SSL_CTX_set_session_id_context(context, kSessions, sizeof kSessions - 1);
    SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
    SSL_CTX_set_default_passwd_cb(context, &no_password);
    SSL_CTX_set_msg_callback(context, &cut_off_who_only_updates_keys);
}

// Writes send what fits; a connection that waits keeps no buffers.
void suit_to_sessions(SSL_CTX* context) {
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1);
}

std::string key_problem(const std::string& file) {
    using std::filesystem::perms;
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (error || !std::filesystem::exists(status))
        return "cannot use the key `" + file + "`: there is no such file, or no way to it";
    if ((status.permissions() & (perms::others_all | perms::group_write)) != perms::none)
        return "others than its owner and group may read `" + file +
               "`, or its group may write to " + "it; say `chmod 640 " + file + "`";
    return {};
}

std::string use_files(SSL_CTX* context, const TlsFiles& files) {
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
        return cannot_use("certificate", files.certificate);
    if (std::string problem = key_problem(files.key); !problem.empty())
        return problem;
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        return cannot_use("key", files.key);
    if (SSL_CTX_check_private_key(context) != 1)
        return "the key `" + files.key + "` is not that of the certificate `" + files.certificate +
               "`";
    return {};
}

// A client that shows no certificate, or another's, is not let in.
std::string ask_clients(SSL_CTX* context, const std::string& ca_file) {
    if (ca_file.empty())
        return {};
    STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(ca_file.c_str());
    if (names == nullptr || SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return cannot_use("client CA", ca_file);
    }
    SSL_CTX_set_client_CA_list(context, names); // which frees them
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return {};
}

// Neither a client whose certificate was revoked is let in nor one of which nobody says.
std::string know_revoked(SSL_CTX* context, const std::string& crl_file) {
    if (crl_file.empty())
        return {};
    X509_LOOKUP* lists = X509_STORE_add_lookup(SSL_CTX_get_cert_store(context), X509_LOOKUP_file());
    if (lists == nullptr || X509_load_crl_file(lists, crl_file.c_str(), X509_FILETYPE_PEM) < 1)
        return cannot_use("list of revoked certificates", crl_file);
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context),
                                X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return {};
}

TlsContext::Time time_of(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return TlsContext::Time(std::chrono::seconds(timegm(&parts)));
}

} // namespace

void FreeTls::operator()(SSL* tls) const noexcept {
    SSL_free(tls);
}

void FreeTls::operator()(SSL_CTX* context) const noexcept {
    SSL_CTX_free(context);
}

TlsContext::Read TlsContext::read(const TlsFiles& files) {
    ERR_clear_error();
    Owned context(SSL_CTX_new(TLS_server_method()));
    if (!context)
        return {nullptr, "OpenSSL cannot begin: " + reason_of_failure()};
    harden(context.get());
    suit_to_sessions(context.get());
    for (std::string problem :
         {use_files(context.get(), files), ask_clients(context.get(), files.client_ca),
          know_revoked(context.get(), files.client_crl)})
        if (!problem.empty())
            return {nullptr, std::move(problem)};
    const X509* certificate = SSL_CTX_get0_certificate(context.get());
    const Time from = time_of(X509_get0_notBefore(certificate));
    const Time until = time_of(X509_get0_notAfter(certificate));
    return {std::shared_ptr<const TlsContext>(new TlsContext(std::move(context), from, until)), {}};
}

std::optional<TlsContext::Time> TlsContext::crl_expires() const {
    std::optional<Time> first;
    const STACK_OF(X509_OBJECT)* all =
        X509_STORE_get0_objects(SSL_CTX_get_cert_store(context_.get()));
    for (int i = 0; i < sk_X509_OBJECT_num(all); ++i) {
        const X509_CRL* list = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(all, i));
        const ASN1_TIME* next = list == nullptr ? nullptr : X509_CRL_get0_nextUpdate(list);
        if (next != nullptr && (!first || time_of(next) < *first))
            first = time_of(next);
    }
    return first;
}

Tls TlsContext::accept() const {
    Tls tls(SSL_new(context_.get()));
    if (tls)
        SSL_set_accept_state(tls.get());
    return tls;
}

} // namespace pemba::http
