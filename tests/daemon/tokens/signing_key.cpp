// SigningKey: OpenSSL's generators, and JOSE's forms of keys and signatures.
#include "daemon/tokens/signing_key.h"

#include <stdexcept>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace pemba::testing {

namespace json = boost::json;

namespace {

std::string number_of(EVP_PKEY* key, const char* name, int size = 0) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
        throw std::runtime_error("the key has no such number");
    const int bytes = size == 0 ? BN_num_bytes(number) : size;
    std::string text(static_cast<std::size_t>(bytes), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), bytes);
    BN_free(number);
    return text;
}

int field_bytes(EVP_PKEY* key) {
    return (EVP_PKEY_get_bits(key) + 7) / 8;
}

// Two numbers side by side, of DER.
std::string jose_signature(EVP_PKEY* key, const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* numbers = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    const int half = field_bytes(key);
    std::string text(static_cast<std::size_t>(2 * half), '\0');
    auto* out = reinterpret_cast<unsigned char*>(text.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(numbers), out, half);
    BN_bn2binpad(ECDSA_SIG_get0_s(numbers), out + half, half);
    ECDSA_SIG_free(numbers);
    return text;
}

} // namespace

std::string to_base64url(std::string_view bytes) {
    std::string text(4 * (bytes.size() + 2) / 3 + 1, '\0');
    text.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(text.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()))));
    std::erase(text, '=');
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

SigningKey::SigningKey(std::string name, std::string signs_with, EVP_PKEY* key)
    : kid(std::move(name)), algorithm(std::move(signs_with)), key_(key, EVP_PKEY_free) {
    if (key == nullptr)
        throw std::runtime_error("no key was made");
}

SigningKey SigningKey::rsa(std::string kid, unsigned bits) {
    return {std::move(kid), "RS256", EVP_RSA_gen(bits)};
}

SigningKey SigningKey::ec(std::string kid, const std::string& curve) {
    return {std::move(kid), curve == "P-384" ? "ES384" : "ES256", EVP_EC_gen(curve.c_str())};
}

SigningKey SigningKey::ed25519(std::string kid) {
    return {std::move(kid), "EdDSA", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
}

json::object SigningKey::jwk() const {
    json::object jwk{{"kid", kid}, {"use", "sig"}};
    EVP_PKEY* key = key_.get();
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        jwk["kty"] = "RSA";
        jwk["n"] = to_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_N));
        jwk["e"] = to_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_E));
    } else if (EVP_PKEY_is_a(key, "EC") == 1) {
        jwk["kty"] = "EC";
        jwk["crv"] = algorithm == "ES384" ? "P-384" : "P-256";
        jwk["x"] = to_base64url(number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, field_bytes(key)));
        jwk["y"] = to_base64url(number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, field_bytes(key)));
    } else {
        std::string x(32, '\0');
        std::size_t size = x.size();
        EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(x.data()), &size);
        jwk["kty"] = "OKP";
        jwk["crv"] = "Ed25519";
        jwk["x"] = to_base64url(x);
    }
    return jwk;
}

std::string SigningKey::sign(std::string_view name, std::string_view message) const {
    const std::string digest = name == "EdDSA" ? "" : "SHA" + std::string(name.substr(2));
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* padding = nullptr;
    EVP_DigestSignInit_ex(context, &padding, digest.empty() ? nullptr : digest.c_str(), nullptr,
                          nullptr, key_.get(), nullptr);
    if (name.starts_with("PS")) {
        EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST);
    }
    std::string signature(2048, '\0');
    std::size_t size = signature.size();
    const int signed_well =
        EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size());
    EVP_MD_CTX_free(context);
    if (signed_well != 1)
        throw std::runtime_error("cannot sign");
    signature.resize(size);
    return name.starts_with("ES") ? jose_signature(key_.get(), signature) : signature;
}

std::string SigningKey::token(const json::object& header, const json::object& claims) const {
    const std::string message =
        to_base64url(json::serialize(header)) + "." + to_base64url(json::serialize(claims));
    return message + "." + to_base64url(sign(algorithm, message));
}

std::string SigningKey::token(const json::object& claims) const {
    return token({{"alg", algorithm}, {"kid", kid}, {"typ", "at+jwt"}}, claims);
}

std::string jwks(std::initializer_list<json::object> keys) {
    json::array list;
    for (const json::object& key : keys)
        list.push_back(key);
    return json::serialize(json::object{{"keys", std::move(list)}});
}

} // namespace pemba::testing
