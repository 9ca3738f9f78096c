// Big-endian integers in byte strings, so that memcmp orders them as numbers; and a checked reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pemba::base {

/// Writes the lowest `size` bytes of a value, most significant first.
inline void store_big_endian(char* to, std::uint64_t value, std::size_t size) {
    for (std::size_t i = size; i-- > 0; value >>= 8)
        to[i] = static_cast<char>(value & 0xff);
}

/// Reads `size` (at most 8) bytes, most significant first.
inline std::uint64_t load_big_endian(const char* from, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8 | static_cast<unsigned char>(from[i]);
    return value;
}

inline void append_big_endian(std::string& to, std::uint64_t value, std::size_t size) {
    to.resize(to.size() + size);
    store_big_endian(to.data() + to.size() - size, value, size);
}

/// Reads fields off the front of bytes that may be anything. Once a field is missing every further
/// read gives nothing, so a decoder may look at ok() once, at the end. Views point into the bytes.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t integer(std::size_t size) {
        auto bytes = take(size);
        return bytes.size() == size ? load_big_endian(bytes.data(), size) : 0;
    }

    std::string_view take(std::size_t size) {
        if (!ok_ || size > rest_.size()) {
            ok_ = false;
            return {};
        }
        auto front = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return front;
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] bool ok() const { return ok_; }
    /// Whether everything was there and nothing is left over.
    [[nodiscard]] bool finished() const { return ok_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

} // namespace pemba::base
