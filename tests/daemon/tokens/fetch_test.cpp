// Keys over TLS: from whom they are taken.
#include "tokens/fetch.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include <doctest/doctest.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

// A server on loopback whose certificate, signed by itself, is for the name given.
class TlsServer {
public:
    explicit TlsServer(const char* name) : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
        X509_set_version(certificate_, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate_), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate_), 3600);
        X509_set_pubkey(certificate_, key_);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate_), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
        X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
        X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name);
        X509_add_ext(certificate_, names, -1);
        X509_EXTENSION_free(names);
        X509_sign(certificate_, key_, EVP_sha256());
        write_certificate();
        server_ = std::make_unique<httplib::SSLServer>(certificate_, key_);
        server_->Get("/keys", [](const httplib::Request&, httplib::Response& response) {
            response.set_content("the keys", "application/json");
        });
        port_ = server_->bind_to_any_port("127.0.0.1");
        thread_ = std::jthread([this] { server_->listen_after_bind(); });
        while (!server_->is_running())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ~TlsServer() {
        server_->stop();
        thread_.join();
        X509_free(certificate_);
        EVP_PKEY_free(key_);
    }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    [[nodiscard]] std::string certificate_file() const { return folder_.path() / "ca.pem"; }
    /// What is fetched by whoever trusts that file, or "refused".
    [[nodiscard]] std::string fetched(const std::string& ca_file) const {
        tokens::Issuer issuer{.name = "tls", .url = "https://id.example.com", .audiences = {"x"}};
        issuer.keys = tokens::KeysUrl{"https://127.0.0.1:" + std::to_string(port_) + "/keys"};
        issuer.ca_file = ca_file;
        const auto text = tokens::fetch_keys(issuer, {});
        return text ? *text : "refused";
    }

private:
    void write_certificate() const {
        std::FILE* file = std::fopen(certificate_file().c_str(), "w");
        PEM_write_X509(file, certificate_);
        std::fclose(file);
    }

    TempStore folder_;
    EVP_PKEY* key_;
    X509* certificate_;
    std::unique_ptr<httplib::SSLServer> server_;
    int port_ = 0;
    std::jthread thread_;
};

} // namespace

TEST_SUITE("tokens/fetch") {
    TEST_CASE("fetch: keys are taken from a server whose certificate is trusted and for its name") {
        const TlsServer good("IP:127.0.0.1"), other("IP:127.0.0.1"), misnamed("DNS:id.example.com");
        CHECK(good.fetched(good.certificate_file()) == "the keys");
        CHECK(good.fetched(other.certificate_file()) == "refused");
        CHECK(good.fetched("") == "refused");
        CHECK(good.fetched("/nothing/here.pem") == "refused");
        CHECK(misnamed.fetched(misnamed.certificate_file()) == "refused");
    }
}
