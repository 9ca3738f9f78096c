// Verifier: tokens of the configured issuers to keys.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "keys/key.h"
#include "keys/recently_used.h"
#include "log/log.h"
#include "tokens/issuer.h"
#include "tokens/key_keeper.h"
#include "tokens/refusal.h"
#include "tokens/signed_token.h"

namespace pemba::tokens {

using Verified = std::variant<std::shared_ptr<const keys::Key>, Refusal>;

/// A token as it is remembered, so that its signature is verified once.
struct VerifiedToken {
    keys::Key key; ///< its hash is the token's
    const KeyKeeper* keeper = nullptr;
    std::uint64_t version = 0; ///< of the keeper's keys that verified it
};

/// What its counters say.
struct Statistics {
    std::chrono::seconds oldest_keys{0}; ///< age of the keys of the issuer that was reached last
    std::uint64_t failed_fetches = 0;
    std::uint64_t verified = 0; ///< tokens that were not remembered
    std::uint64_t refused = 0;
};

/// Thread-safe.
class Verifier {
public:
    /// The issuers are of other names and URLs each. The log outlives it.
    Verifier(std::vector<Issuer> issuers, log::Log& log);

    /// A token that was verified costs one SHA-256 and one look-up as long as it and the keys of
    /// its issuer last; another one also a signature. Never waits for an issuer: of a `kid` that is
    /// not known it is asked later.
    [[nodiscard]] Verified verify(std::string_view token, keys::Seconds now);

    /// Waits until all issuers were asked once, so long at most.
    void await_keys(std::chrono::milliseconds patience);
    /// Asks all issuers for new keys, not sooner than their `retry-interval` allows.
    void look_for_new_keys();

    [[nodiscard]] Statistics statistics(keys::Seconds now) const;

private:
    // An issuer with its keys; does not move.
    struct Provider {
        Provider(Issuer given, log::Log& log) : issuer(std::move(given)), keeper(issuer, log) {}
        Issuer issuer;
        KeyKeeper keeper;
    };

    [[nodiscard]] Provider* provider_of(std::string_view url);
    [[nodiscard]] Verified verify_anew(std::string_view token, const keys::Hash& hash,
                                       keys::Seconds now);
    [[nodiscard]] Verified remember(keys::Key key, const Provider& provider, std::uint64_t version);

    std::vector<std::unique_ptr<Provider>> providers_;
    /// Nobody can fill it who is not given tokens by an issuer.
    keys::RecentlyUsed<const VerifiedToken> remembered_{16'384};
    std::atomic<std::uint64_t> verified_ = 0, refused_ = 0;
};

} // namespace pemba::tokens
