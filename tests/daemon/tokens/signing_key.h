// SigningKey: a key pair made in the test, and tokens signed with it, good ones and bad ones.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

using EVP_PKEY = struct evp_pkey_st;

namespace pemba::testing {

[[nodiscard]] std::string to_base64url(std::string_view bytes);

class SigningKey {
public:
    [[nodiscard]] static SigningKey rsa(std::string kid, unsigned bits = 2048);
    [[nodiscard]] static SigningKey ec(std::string kid, const std::string& curve = "P-256");
    [[nodiscard]] static SigningKey ed25519(std::string kid);

    /// The public half, as an issuer publishes it.
    [[nodiscard]] boost::json::object jwk() const;
    /// Of an algorithm's name, in JOSE's form.
    [[nodiscard]] std::string sign(std::string_view algorithm, std::string_view message) const;
    /// A token in compact form whose header is what is given and nothing else.
    [[nodiscard]] std::string token(const boost::json::object& header,
                                    const boost::json::object& claims) const;
    /// The same with `alg` and `kid` as they are to be.
    [[nodiscard]] std::string token(const boost::json::object& claims) const;

    std::string kid;
    std::string algorithm; ///< that token() signs with

private:
    SigningKey(std::string kid, std::string algorithm, EVP_PKEY* key);

    std::shared_ptr<EVP_PKEY> key_;
};

/// `{"keys": […]}`.
[[nodiscard]] std::string jwks(std::initializer_list<boost::json::object> keys);

} // namespace pemba::testing
