// Continuation tokens: OpenSSL's base64 with two other letters.
#include "api/openfga/page_token.h"

#include <algorithm>

#include <openssl/evp.h>

namespace pemba::api::openfga {
namespace {

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

std::string page_token(std::string_view place) {
    const std::string source(place);
    std::string token((source.size() + 2) / 3 * 4 + 1, '\0'); // OpenSSL ends it with a NUL
    EVP_EncodeBlock(bytes_of(token), bytes_of(source), static_cast<int>(source.size()));
    token.pop_back();
    std::ranges::replace(token, '+', '-');
    std::ranges::replace(token, '/', '_');
    return token;
}

std::optional<std::string> place_of(std::string_view token) {
    std::string source(token);
    std::ranges::replace(source, '-', '+');
    std::ranges::replace(source, '_', '/');
    const std::size_t padding = source.size() - std::min(source.find('='), source.size());
    std::string place(source.size() / 4 * 3, '\0');
    const int size =
        EVP_DecodeBlock(bytes_of(place), bytes_of(source), static_cast<int>(source.size()));
    if (size < 0 || source.size() % 4 != 0 || padding > static_cast<std::size_t>(size))
        return {};
    place.resize(static_cast<std::size_t>(size) - padding);
    return place;
}

} // namespace pemba::api::openfga
