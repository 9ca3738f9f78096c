// Keys: the preshared keys that clients prove themselves with.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pemba::api {

/// What an Authorization header proves.
enum class Access {
    Granted,
    Missing,   ///< no header, or one of another scheme
    Malformed, ///< not `Bearer KEY`
    Denied,    ///< a key that is not one of ours
};

/// A set of keys, kept as digests only. Immutable; safe to use from any thread.
class Keys {
public:
    /// No key at all: everybody is let in. For `--insecure-no-auth`.
    [[nodiscard]] static Keys none() { return {}; }
    explicit Keys(const std::vector<std::string>& keys);

    /// Compares with every key in constant time, whichever matches.
    [[nodiscard]] Access check(std::string_view authorization) const;

private:
    Keys() = default;
    using Digest = std::array<std::uint8_t, 32>;

    std::vector<Digest> digests_;
};

} // namespace pemba::api
