// RememberedTokens: tokens that were verified, so that a signature is verified once.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>

#include "keys/by_hash.h"

namespace pemba::tokens {

class KeyKeeper;

struct VerifiedToken {
    keys::Key key; ///< its hash is the token's
    const KeyKeeper* keeper = nullptr;
    std::uint64_t version = 0; ///< of the keeper's keys that verified it
};

/// Thread-safe. At most so many, those that were not used longest go first. Nobody can fill it who
/// is not given tokens by an issuer. Locks are spread over parts; with its lock a look-up takes
/// about 30 ns, a twentieth of what the hash of a token takes before it.
class RememberedTokens {
public:
    static constexpr std::size_t kMost = 16'384;

    /// nullptr if it is not there. Whether it still counts is for the caller to say.
    [[nodiscard]] std::shared_ptr<const VerifiedToken> find(const keys::Hash& hash);
    /// In place of one of the same hash.
    void add(std::shared_ptr<const VerifiedToken> token);

private:
    using Uses = std::list<std::shared_ptr<const VerifiedToken>>;
    struct alignas(64) Part {
        std::mutex mutex;
        Uses by_use; ///< the one used last at the front
        keys::ByHash<Uses::iterator> by_hash;
    };
    static constexpr std::size_t kParts = 64;

    [[nodiscard]] Part& part_of(const keys::Hash& hash) { return parts_[hash.back() % kParts]; }

    std::array<Part, kParts> parts_;
};

} // namespace pemba::tokens
