// Keys: SHA-256 first, so that what is compared has one length and tells nothing by its timing.
#include "api/keys.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace pemba::api {
namespace {

constexpr std::string_view kBearer = "bearer";

bool equal_without_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {}, [](unsigned char c) { return std::tolower(c); });
}

} // namespace

// The algorithm is looked up once: OpenSSL's one-call form does it every time, for most of its
// cost.
Keys::Digest Keys::digest_of(std::string_view key) const {
    Digest digest{};
    if (EVP_Digest(key.data(), key.size(), digest.data(), nullptr, sha256_.get(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
    return digest;
}

Keys::Keys(const std::vector<std::string>& keys)
    : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free) {
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
