// Public key: JSON Web Keys to OpenSSL's keys, and signatures as JOSE writes them.
#include "tokens/public_key.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "tokens/base64url.h"
#include "tokens/json_object.h"

namespace pemba::tokens {

namespace json = boost::json;

namespace {

constexpr int kLeastRsaBits = 2048, kMostRsaBits = 8192;
constexpr std::size_t kMostExponentBytes = 4;
constexpr char kUncompressed = '\x04';

// One row for each algorithm, in their order.
struct Row {
    Algorithm algorithm;
    std::string_view name, type;
    std::string_view curve; // of EC and OKP
    const char* digest;     // nullptr: the algorithm has its own
    bool pss = false;
    std::size_t field_bytes = 0; // of a coordinate, and of half a signature, of EC
};
constexpr std::array kRows{
    Row{Algorithm::RS256, "RS256", "RSA", "", "SHA256"},
    Row{Algorithm::RS384, "RS384", "RSA", "", "SHA384"},
    Row{Algorithm::RS512, "RS512", "RSA", "", "SHA512"},
    Row{Algorithm::PS256, "PS256", "RSA", "", "SHA256", true},
    Row{Algorithm::PS384, "PS384", "RSA", "", "SHA384", true},
    Row{Algorithm::PS512, "PS512", "RSA", "", "SHA512", true},
    Row{Algorithm::ES256, "ES256", "EC", "P-256", "SHA256", false, 32},
    Row{Algorithm::ES384, "ES384", "EC", "P-384", "SHA384", false, 48},
    Row{Algorithm::EdDSA, "EdDSA", "OKP", "Ed25519", nullptr},
};

const Row& row_of(Algorithm algorithm) {
    return kRows[static_cast<std::size_t>(algorithm)];
}

template <class T, void (*release)(T*)>
using Owned = std::unique_ptr<T, std::integral_constant<void (*)(T*), release>>;
using OwnedContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using OwnedNumber = Owned<BIGNUM, BN_free>;

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

OwnedNumber number_of(std::string_view bytes) {
    return OwnedNumber(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

Result<std::string> bytes_member(const json::object& jwk, std::string_view name) {
    PEMBA_TRY(const std::string text, text_of(jwk, name));
    if (auto bytes = from_base64url(text); bytes && !bytes->empty())
        return *std::move(bytes);
    return invalid(fmt::format("`{}` is no base64url", name));
}

// What the curve, the exponent and the modulus say is looked at too.
Result<std::shared_ptr<EVP_PKEY>> checked_key(EVP_PKEY* made) {
    std::shared_ptr<EVP_PKEY> key(made, EVP_PKEY_free);
    if (key == nullptr)
        return invalid("it is no public key");
    const OwnedContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    if (context == nullptr || EVP_PKEY_public_check(context.get()) != 1)
        return invalid("it is no sound public key");
    return key;
}

Result<std::shared_ptr<EVP_PKEY>> key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder));
    const OwnedContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1)
        (void)EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get());
    return checked_key(made);
}

using OwnedBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;

Result<std::shared_ptr<EVP_PKEY>> rsa_key(const json::object& jwk) {
    PEMBA_TRY(const std::string n, bytes_member(jwk, "n"));
    PEMBA_TRY(const std::string e, bytes_member(jwk, "e"));
    const OwnedNumber modulus = number_of(n), exponent = number_of(e);
    // Before OpenSSL looks at it: a huge key takes it very long.
    if (const int bits = BN_num_bits(modulus.get()); bits < kLeastRsaBits || bits > kMostRsaBits)
        return invalid(
            fmt::format("an RSA key of {} bits, not {} to {}", bits, kLeastRsaBits, kMostRsaBits));
    if (e.size() > kMostExponentBytes)
        return invalid("the exponent of the RSA key is too large");
    const OwnedBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return key_from("RSA", builder.get());
}

Result<std::shared_ptr<EVP_PKEY>> ec_key(const json::object& jwk, const Row& row) {
    PEMBA_TRY(const std::string x, bytes_member(jwk, "x"));
    PEMBA_TRY(const std::string y, bytes_member(jwk, "y"));
    if (x.size() != row.field_bytes || y.size() != row.field_bytes)
        return invalid("`x` or `y` has not the length of a coordinate");
    const std::string point = kUncompressed + x + y;
    const OwnedBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, row.curve.data(), 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    return key_from("EC", builder.get());
}

Result<std::shared_ptr<EVP_PKEY>> ed25519_key(const json::object& jwk) {
    PEMBA_TRY(const std::string x, bytes_member(jwk, "x"));
    return checked_key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()));
}

Result<std::shared_ptr<EVP_PKEY>> key_of(const json::object& jwk, const Row& row) {
    if (row.type == "RSA")
        return rsa_key(jwk);
    return row.type == "EC" ? ec_key(jwk, row) : ed25519_key(jwk);
}

Result<void> expect_for_signatures(const json::object& jwk) {
    for (const char* secret : {"k", "d"})
        if (jwk.contains(secret))
            return invalid("it is a secret or private key, which has no place in a list of keys");
    if (jwk.contains("use")) {
        PEMBA_TRY(const std::string use, text_of(jwk, "use"));
        if (use != "sig")
            return invalid("its `use` is not `sig`");
    }
    if (jwk.contains("key_ops")) {
        PEMBA_TRY(const auto operations, texts_of(jwk, "key_ops"));
        if (std::ranges::find(operations, "verify") == operations.end())
            return invalid("its `key_ops` has no `verify`");
    }
    return {};
}

// The algorithms that a key says it is for.
Result<std::vector<Algorithm>> algorithms_of(const json::object& jwk) {
    PEMBA_TRY(const std::string type, text_of(jwk, "kty"));
    std::string curve, named;
    if (type != "RSA") {
        PEMBA_TRY(curve, text_of(jwk, "crv"));
    }
    if (jwk.contains("alg")) {
        PEMBA_TRY(named, text_of(jwk, "alg"));
    }
    std::vector<Algorithm> fitting;
    for (const Row& row : kRows)
        if (row.type == type && row.curve == curve && (named.empty() || row.name == named))
            fitting.push_back(row.algorithm);
    if (fitting.empty())
        return invalid("there is no algorithm for its `kty`, `crv` and `alg`");
    return fitting;
}

// JOSE writes the two numbers of an ECDSA signature one after the other, OpenSSL wants DER.
std::string der_of(std::string_view signature, std::size_t half) {
    const Owned<ECDSA_SIG, ECDSA_SIG_free> numbers(ECDSA_SIG_new());
    ECDSA_SIG_set0(numbers.get(), number_of(signature.substr(0, half)).release(),
                   number_of(signature.substr(half)).release());
    unsigned char* made = nullptr;
    const int size = i2d_ECDSA_SIG(numbers.get(), &made);
    std::string der(reinterpret_cast<const char*>(made),
                    static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(made);
    return der;
}

} // namespace

const std::vector<Algorithm>& all_algorithms() {
    static const std::vector<Algorithm> all = [] {
        std::vector<Algorithm> found;
        for (const Row& row : kRows)
            found.push_back(row.algorithm);
        return found;
    }();
    return all;
}

std::optional<Algorithm> algorithm_named(std::string_view name) {
    const auto* found = std::ranges::find(kRows, name, &Row::name);
    if (found == kRows.end())
        return {};
    return found->algorithm;
}

std::string_view name_of(Algorithm algorithm) {
    return row_of(algorithm).name;
}

PublicKey::PublicKey(std::shared_ptr<EVP_PKEY> key, std::vector<Algorithm> algorithms)
    : key_(std::move(key)), algorithms_(std::move(algorithms)) {}

Result<PublicKey> PublicKey::from_jwk(const json::object& jwk) {
    PEMBA_CHECK_OK(expect_for_signatures(jwk));
    PEMBA_TRY(auto algorithms, algorithms_of(jwk));
    PEMBA_TRY(auto key, key_of(jwk, row_of(algorithms.front())));
    return PublicKey(std::move(key), std::move(algorithms));
}

bool PublicKey::fits(Algorithm algorithm) const {
    return std::ranges::find(algorithms_, algorithm) != algorithms_.end();
}

bool PublicKey::verifies(Algorithm algorithm, std::string_view message,
                         std::string_view signature) const {
    const Row& row = row_of(algorithm);
    if (!fits(algorithm) || (row.field_bytes != 0 && signature.size() != 2 * row.field_bytes))
        return false;
    const std::string der = row.field_bytes == 0 ? "" : der_of(signature, row.field_bytes);
    if (row.field_bytes != 0)
        signature = der;
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* padding = nullptr; // belongs to the context
    if (EVP_DigestVerifyInit_ex(context.get(), &padding, row.digest, nullptr, nullptr, key_.get(),
                                nullptr) != 1)
        return false;
    if (row.pss && (EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) != 1 ||
                    EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                            message.size()) == 1;
}

} // namespace pemba::tokens
