#include "condition/base64.h"

#include <cstdint>

#include <openssl/evp.h>

namespace pemba::condition {

std::optional<std::string> decode_base64(std::string_view text) {
    std::string padded(text);
    while (padded.size() % 4 != 0)
        padded += '=';
    std::size_t padding = 0;
    while (padding < padded.size() && padded[padded.size() - 1 - padding] == '=')
        ++padding;
    // The library skips blanks, which are not base64.
    if (padding > 2 || text.find_first_of(" \t\r\n") != text.npos)
        return std::nullopt;
    std::string bytes(padded.size() / 4 * 3, '\0');
    auto decoded = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(padded.data()),
                                   static_cast<int>(padded.size()));
    if (decoded < 0)
        return std::nullopt;
    bytes.resize(bytes.size() - padding);
    return bytes;
}

} // namespace pemba::condition
