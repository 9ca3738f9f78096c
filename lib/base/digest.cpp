#include "base/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace pemba::base {

std::string sha256(std::string_view bytes) {
    std::string digest(32, '\0');
    unsigned int size = 0;
    int ok = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                        &size, EVP_sha256(), nullptr);
    PEMBA_ASSERT(ok == 1 && size == digest.size());
    return digest;
}

std::uint64_t fingerprint(std::string_view bytes) {
    return load_big_endian(sha256(bytes).data(), 8);
}

std::uint64_t random_bits() {
    unsigned char bytes[8];
    int ok = RAND_bytes(bytes, sizeof bytes);
    PEMBA_ASSERT(ok == 1);
    return load_big_endian(reinterpret_cast<const char*>(bytes), sizeof bytes);
}

std::string to_base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // EVP writes a final NUL
    int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                               reinterpret_cast<const unsigned char*>(bytes.data()),
                               static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0)
        return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                               reinterpret_cast<const unsigned char*>(text.data()),
                               static_cast<int>(text.size()));
    if (size < 0)
        return std::nullopt;
    auto padding = text.size() - text.find_last_not_of('=') - 1;
    if (padding > 2)
        return std::nullopt;
    bytes.resize(bytes.size() - padding);
    // One text a value: what decodes loosely (spaces, other padding) is not a token of ours.
    return to_base64(bytes) == text ? std::optional(bytes) : std::nullopt;
}

} // namespace pemba::base
