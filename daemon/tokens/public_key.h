// Public key: one key of an issuer, and whether it made a signature.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "pemba/result.h"

using EVP_PKEY = struct evp_pkey_st;

namespace pemba::tokens {

/// The signatures that there are (RFC 7518 §3, RFC 8037): asymmetric ones only. What is not in
/// this list, `none` and all HS… among it, cannot be named by anything in this room.
enum class Algorithm : std::uint8_t {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA
};
[[nodiscard]] const std::vector<Algorithm>& all_algorithms();

/// By its exact name, `RS256`; nothing if it is none of these.
[[nodiscard]] std::optional<Algorithm> algorithm_named(std::string_view name);
[[nodiscard]] std::string_view name_of(Algorithm algorithm);

/// Immutable and thread-safe.
class PublicKey {
public:
    /// The key of a JSON Web Key (RFC 7517). Refused is what must not verify tokens: another `use`
    /// than `sig`, `key_ops` without `verify`, a secret or private key, RSA of less than 2048 or
    /// more than 8192 bits, an exponent or a point that is none, a curve or type not listed, and an
    /// `alg` that is not one of ours or does not fit the type. Errors: InvalidArgument.
    [[nodiscard]] static Result<PublicKey> from_jwk(const boost::json::object& jwk);

    /// Whether a token of this algorithm may be verified with this key: its type, its curve and, if
    /// the issuer named one, its `alg` say so.
    [[nodiscard]] bool fits(Algorithm algorithm) const;

    /// False too for an algorithm that does not fit. About 20 µs for RSA of 2048 bits,
    /// 100 µs for ES256 and EdDSA, 0.7 ms for ES384.
    [[nodiscard]] bool verifies(Algorithm algorithm, std::string_view message,
                                std::string_view signature) const;

private:
    PublicKey(std::shared_ptr<EVP_PKEY> key, std::vector<Algorithm> algorithms);

    std::shared_ptr<EVP_PKEY> key_;
    std::vector<Algorithm> algorithms_; ///< that fit
};

} // namespace pemba::tokens
