// Big-endian integers in byte strings, so that memcmp orders them as numbers; and a checked reader.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace pemba::base {

/// A value whose bytes in memory are the given one's, most significant first; and back.
[[nodiscard]] inline std::uint64_t big_endian(std::uint64_t value) {
    return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

/// Writes the lowest `size` (at most 8) bytes of a value, most significant first. One move if the
/// size is known to the compiler.
inline void store_big_endian(char* to, std::uint64_t value, std::size_t size) {
    auto bytes = big_endian(value);
    std::memcpy(to, reinterpret_cast<const char*>(&bytes) + (8 - size), size);
}

/// Reads `size` (at most 8) bytes, most significant first.
inline std::uint64_t load_big_endian(const char* from, std::size_t size) {
    std::uint64_t bytes = 0;
    std::memcpy(reinterpret_cast<char*>(&bytes) + (8 - size), from, size);
    return big_endian(bytes);
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
