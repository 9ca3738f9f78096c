// Certificates made for one test: an authority, and what it signs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <openssl/types.h>

namespace pemba::testing {

/// Names of PEM files.
struct CertificateFiles {
    std::string certificate, key;
};

class CertificateAuthority {
public:
    /// Writes its files into a folder that is there. Throws if it cannot.
    CertificateAuthority(std::filesystem::path folder, const std::string& name);
    ~CertificateAuthority();

    /// Of the authority itself.
    [[nodiscard]] const std::string& certificate() const { return files_.certificate; }

    /// A certificate with a new key for 127.0.0.1 and localhost, valid from an hour ago for so long
    /// from now on; files of the same name are written anew.
    CertificateFiles issue(const std::string& name, long seconds_from_now = 3'600) const;
    /// A list of certificates that no longer count, which does for so long from now on: its file,
    /// written anew if there is one of that name.
    std::string revoke(const std::string& name, const std::vector<CertificateFiles>& revoked,
                       long seconds_from_now = 3'600) const;

private:
    struct Free {
        void operator()(X509* certificate) const;
        void operator()(EVP_PKEY* key) const;
        void operator()(ASN1_TIME* time) const;
    };
    using Certificate = std::unique_ptr<X509, Free>;
    using Key = std::unique_ptr<EVP_PKEY, Free>;
    using Time = std::unique_ptr<ASN1_TIME, Free>;

    static Key new_key();
    static Certificate read(const std::string& file);
    CertificateFiles write(const std::string& name, X509* certificate, EVP_PKEY* key) const;

    std::filesystem::path folder_;
    Key key_;
    Certificate certificate_;
    CertificateFiles files_;
};

} // namespace pemba::testing
