#include "tuple/ulid.h"

namespace pemba {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLength = 26;
constexpr unsigned kBitsPerCharacter = 5;

} // namespace

Ulid make_ulid(Timestamp time, std::uint16_t high, std::uint64_t low) {
    auto since_1970 = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
    return {static_cast<std::uint64_t>(since_1970.count()) << 16 | high, low};
}

Timestamp time_of(const Ulid& id) {
    return Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(id.high >> 16)));
}

std::string to_string(const Ulid& id) {
    std::string text(kLength, '0');
    auto [high, low] = id;
    for (std::size_t i = kLength; i-- > 0;) {
        text[i] = kAlphabet[low & 31];
        low = low >> kBitsPerCharacter | high << (64 - kBitsPerCharacter);
        high >>= kBitsPerCharacter;
    }
    return text;
}

std::optional<Ulid> parse_ulid(std::string_view text) {
    if (text.size() != kLength || text[0] > '7')
        return std::nullopt;
    Ulid id;
    for (char c : text) {
        auto digit = kAlphabet.find(c);
        if (digit == kAlphabet.npos)
            return std::nullopt;
        id.high = id.high << kBitsPerCharacter | id.low >> (64 - kBitsPerCharacter);
        id.low = id.low << kBitsPerCharacter | digit;
    }
    return id;
}

} // namespace pemba
