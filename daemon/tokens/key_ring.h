// KeyRing: the keys of an issuer as it published them at one time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tokens/public_key.h"

namespace pemba::tokens {

/// Immutable and thread-safe.
class KeyRing {
public:
    /// Of a JSON Web Key Set (RFC 7517 §5), of which those keys are taken that can verify tokens
    /// and have a `kid`. Errors: InvalidArgument, if it is none, has more than 100 keys, or not
    /// one that can be used; the message says why not the last one.
    [[nodiscard]] static Result<KeyRing> parse(std::string_view text);

    /// The first key of exactly this `kid` that fits the algorithm, or nullptr.
    [[nodiscard]] const PublicKey* find(std::string_view kid, Algorithm algorithm) const;
    [[nodiscard]] std::size_t size() const { return keys_.size(); }
    /// How many of the set's keys were passed over.
    [[nodiscard]] std::size_t unused() const { return unused_; }

private:
    struct Named {
        std::string kid;
        PublicKey key;
    };
    [[nodiscard]] static Result<Named> named_key(const boost::json::value& entry);

    std::vector<Named> keys_;
    std::size_t unused_ = 0;
};

} // namespace pemba::tokens
