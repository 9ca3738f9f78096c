// Refusal: why a token opens nothing.
#pragma once

#include <cstdint>
#include <string>

namespace pemba::tokens {

struct Refusal {
    /// As much as its sender may know: what the standards have words for.
    enum class Reason : std::uint8_t {
        Token,    ///< no token that this server can verify, or not verified
        Issuer,   ///< `iss` is none of ours
        Audience, ///< it is for others
        Subject,  ///< it does not say whose it is
        Expired,
        Claims, ///< another claim is missing, or does not hold
    };
    Reason reason;
    std::string detail; ///< for the log; no part of the token but its `kid`
};

} // namespace pemba::tokens
