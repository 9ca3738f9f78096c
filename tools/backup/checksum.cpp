// Checksum: OpenSSL's digest.
#include "backup/checksum.h"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace pemba::backup {
namespace {

void must(int done) {
    if (done != 1)
        throw std::runtime_error("SHA-256 failed");
}

struct Free {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

} // namespace

struct Checksum::State {
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Checksum::Checksum() : state_(std::make_unique<State>()) {
    must(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}

Checksum::~Checksum() = default;

void Checksum::add(std::string_view text) {
    must(EVP_DigestUpdate(state_->context.get(), text.data(), text.size()));
}

std::string Checksum::text() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    must(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size));
    std::string text;
    for (unsigned i = 0; i < size; ++i)
        text += fmt::format("{:02x}", digest[i]);
    return text;
}

} // namespace pemba::backup
