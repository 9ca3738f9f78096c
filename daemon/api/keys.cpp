// Keys: SHA-256 first, so that what is compared has one length and tells nothing by its timing.
#include "api/keys.h"

#include <algorithm>
#include <cctype>

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace pemba::api {
namespace {

constexpr std::string_view kBearer = "bearer";

bool equal_without_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {}, [](unsigned char c) { return std::tolower(c); });
}

std::array<std::uint8_t, 32> digest_of(std::string_view key) {
    std::array<std::uint8_t, 32> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
    return digest;
}

} // namespace

Keys::Keys(const std::vector<std::string>& keys) {
    for (const std::string& key : keys)
        digests_.push_back(digest_of(key));
}

Access Keys::check(std::string_view authorization) const {
    if (digests_.empty())
        return Access::Granted;
    if (authorization.empty())
        return Access::Missing;
    const std::size_t space = authorization.find(' ');
    if (space == authorization.npos)
        return Access::Malformed;
    if (!equal_without_case(authorization.substr(0, space), kBearer))
        return Access::Missing;
    const std::string_view key = authorization.substr(space + 1);
    if (key.empty())
        return Access::Malformed;
    const Digest digest = digest_of(key);
    int matches = 0;
    for (const Digest& known : digests_)
        matches |= CRYPTO_memcmp(digest.data(), known.data(), digest.size()) == 0 ? 1 : 0;
    return matches != 0 ? Access::Granted : Access::Denied;
}

} // namespace pemba::api
