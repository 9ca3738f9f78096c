// SignedToken: a JSON Web Token in its compact form (RFC 7515 §7.1), taken apart but not believed.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "pemba/result.h"
#include "tokens/public_key.h"

namespace pemba::tokens {

inline constexpr std::size_t kMostTokenBytes = 8 * 1024;

/// Nothing of it is true before its signature was verified.
struct SignedToken {
    Algorithm algorithm;
    std::string kid;
    boost::json::object claims;
    std::string_view signed_part; ///< of the text, whose lifetime it has
    std::string signature;

    /// Errors: InvalidArgument, for all that a careful reader does not take: another number of
    /// parts than three, an unknown algorithm (`none` and HS… are unknown), no `kid`, `crit`, `b64`
    /// and `zip`, the type of another kind of token. Where the header says that the key is
    /// (`jwk`, `jku`, `x5c`, `x5u`) is not looked at: keys are the issuer's, not the token's.
    [[nodiscard]] static Result<SignedToken> parse(std::string_view text);
};

/// Whether a credential is to be taken for a token and not for a key: keys have no dots.
[[nodiscard]] bool has_form_of_token(std::string_view credential);

} // namespace pemba::tokens
