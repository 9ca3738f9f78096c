// CertificateAuthority: X.509 of OpenSSL, with keys on P-256, which are made at once.
#include "daemon/certificates.h"

#include <atomic>
#include <cstdio>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace pemba::testing {
namespace {

constexpr long kHour = 3'600;

void must_be(bool done, const char* what) {
    if (!done)
        throw std::runtime_error(std::string("cannot make a certificate: ") + what);
}

// Sets what an authority's certificate and others have in common.
void fill(X509* certificate, const std::string& name, EVP_PKEY* key, long seconds_from_now) {
    static std::atomic<long> serial{1};
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -kHour);
    X509_gmtime_adj(X509_getm_notAfter(certificate), seconds_from_now);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    must_be(X509_set_pubkey(certificate, key) == 1, "public key");
}

void add_extension(X509* certificate, int kind, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    must_be(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value);
    X509_EXTENSION_free(extension);
}

template <class Write>
void write_file(const std::string& file, Write write) {
    std::FILE* out = std::fopen(file.c_str(), "w");
    must_be(out != nullptr && write(out) == 1, file.c_str());
    must_be(std::fclose(out) == 0, file.c_str());
}

} // namespace

void CertificateAuthority::Free::operator()(X509* certificate) const {
    X509_free(certificate);
}

void CertificateAuthority::Free::operator()(ASN1_TIME* time) const {
    ASN1_TIME_free(time);
}

void CertificateAuthority::Free::operator()(EVP_PKEY* key) const {
    EVP_PKEY_free(key);
}

CertificateAuthority::Key CertificateAuthority::new_key() {
    Key key(EVP_EC_gen("P-256"));
    must_be(key != nullptr, "key");
    return key;
}

CertificateAuthority::CertificateAuthority(std::filesystem::path folder, const std::string& name)
    : folder_(std::move(folder)), key_(new_key()), certificate_(X509_new()) {
    fill(certificate_.get(), name, key_.get(), kHour);
    X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    must_be(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0, "signature");
    files_ = write(name, certificate_.get(), key_.get());
}

CertificateAuthority::~CertificateAuthority() = default;

CertificateFiles CertificateAuthority::issue(const std::string& name, long seconds_from_now) const {
    const Key key = new_key();
    const Certificate certificate(X509_new());
    fill(certificate.get(), name, key.get(), seconds_from_now);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    add_extension(certificate.get(), NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
    must_be(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0, "signature");
    return write(name, certificate.get(), key.get());
}

std::string CertificateAuthority::revoke(const std::string& name,
                                         const std::vector<CertificateFiles>& revoked,
                                         long seconds_from_now) const {
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(), X509_CRL_free);
    const Time begin(X509_gmtime_adj(nullptr, -kHour)),
        end(X509_gmtime_adj(nullptr, seconds_from_now));
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(certificate_.get()));
    X509_CRL_set1_lastUpdate(list.get(), begin.get());
    X509_CRL_set1_nextUpdate(list.get(), end.get());
    for (const CertificateFiles& files : revoked) {
        const Certificate certificate = read(files.certificate);
        X509_REVOKED* entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate.get()));
        X509_REVOKED_set_revocationDate(entry, begin.get());
        must_be(X509_CRL_add0_revoked(list.get(), entry) == 1, "revocation");
    }
    must_be(X509_CRL_sign(list.get(), key_.get(), EVP_sha256()) > 0, "signature");
    const std::string file = folder_ / (name + ".crl");
    write_file(file, [&](std::FILE* out) { return PEM_write_X509_CRL(out, list.get()); });
    return file;
}

CertificateAuthority::Certificate CertificateAuthority::read(const std::string& file) {
    std::FILE* in = std::fopen(file.c_str(), "r");
    must_be(in != nullptr, file.c_str());
    Certificate certificate(PEM_read_X509(in, nullptr, nullptr, nullptr));
    std::fclose(in);
    must_be(certificate != nullptr, file.c_str());
    return certificate;
}

CertificateFiles CertificateAuthority::write(const std::string& name, X509* certificate,
                                             EVP_PKEY* key) const {
    const CertificateFiles files{.certificate = folder_ / (name + ".pem"),
                                 .key = folder_ / (name + ".key")};
    write_file(files.certificate, [&](std::FILE* out) { return PEM_write_X509(out, certificate); });
    write_file(files.key, [&](std::FILE* out) {
        return PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    using std::filesystem::perms;
    std::filesystem::permissions(files.key, perms::owner_read | perms::owner_write);
    return files;
}

} // namespace pemba::testing
