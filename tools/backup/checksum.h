// Checksum: SHA-256 of a text that comes in pieces.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace pemba::backup {

/// Not thread-safe. Throws std::runtime_error if OpenSSL has no SHA-256.
class Checksum {
public:
    Checksum();
    ~Checksum();
    Checksum(const Checksum&) = delete;
    Checksum& operator=(const Checksum&) = delete;

    void add(std::string_view text);
    /// Of all that was added, in 64 hexadecimal digits. Nothing may be added after it.
    [[nodiscard]] std::string text();

private:
    struct State; // keeps OpenSSL out of this header

    std::unique_ptr<State> state_;
};

} // namespace pemba::backup
