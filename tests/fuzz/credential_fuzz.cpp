// Fuzzes what a server believes credentials by: any text is a token, an issuer's keys or a key
// file, or is refused; keys that are read are the same when written again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include "keys/key_file.h"
#include "tokens/key_ring.h"
#include "tokens/signed_token.h"

namespace {

using namespace pemba;

std::string to_base64url(std::string_view bytes) {
    std::string text(4 * (bytes.size() / 3 + 1) + 1, '\0');
    text.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(text.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()))));
    text.resize(std::min(text.find('='), text.size()));
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

// A token whose parts stand on lines of their own, as they are.
std::string token_of(std::string_view lines) {
    std::string token;
    for (std::size_t at = 0; at <= lines.size();) {
        const auto end = std::min(lines.find('\n', at), lines.size());
        token += (at == 0 ? "" : ".") + to_base64url(lines.substr(at, end - at));
        at = end + 1;
    }
    return token;
}

void expect(bool holds) {
    if (!holds)
        std::abort();
}

void read_token(const std::string& text) {
    const auto token = tokens::SignedToken::parse(text);
    if (!token)
        return;
    expect(tokens::has_form_of_token(text));
    expect(!token->kid.empty() && !token->signature.empty());
    expect(tokens::algorithm_named(tokens::name_of(token->algorithm)) == token->algorithm);
    expect(text == std::string(token->signed_part) + "." + to_base64url(token->signature));
}

void read_key_ring(const std::string& text) {
    const auto ring = tokens::KeyRing::parse(text);
    if (!ring)
        return;
    expect(ring->size() > 0);
    for (const auto algorithm : tokens::all_algorithms())
        if (const auto* key = ring->find("1", algorithm))
            (void)key->verifies(algorithm, text, text.substr(0, 64));
}

void read_key_file(const std::string& text) {
    const auto read = keys::parse_keys(text);
    if (!read)
        return;
    const auto written = keys::print_keys(*read);
    const auto again = keys::parse_keys(written);
    expect(again && again->size() == read->size() && keys::print_keys(*again) == written);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    read_token(text);
    read_token(token_of(text));
    read_key_ring(text);
    read_key_file(text);
    return 0;
}
