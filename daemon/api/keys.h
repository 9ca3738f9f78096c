// Keys: the preshared keys that clients prove themselves with.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_md_st;

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

    [[nodiscard]] Digest digest_of(std::string_view key) const;

    std::shared_ptr<evp_md_st> sha256_;
    std::vector<Digest> digests_;
};

} // namespace pemba::api
