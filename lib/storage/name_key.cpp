#include "storage/name_key.h"

#include "base/digest.h"

namespace pemba::storage {
namespace {

// LMDB's longest key is 511 bytes; a longer name is found by its digest.
constexpr std::size_t kMaxTextInKey = 480;
constexpr unsigned kDigestBit = 0x80;

} // namespace

std::string name_key(StoreId store, NameKind kind, std::string_view text) {
    std::string key;
    key.reserve(5 + text.size());
    base::append_big_endian(key, static_cast<std::uint32_t>(store), 4);
    bool in_key = text.size() <= kMaxTextInKey;
    key += static_cast<char>(static_cast<unsigned>(kind) | (in_key ? 0u : kDigestBit));
    key += in_key ? text : std::string_view(base::sha256(text));
    return key;
}

Result<std::uint64_t> decode_number(View value) {
    if (value.size() != 8)
        return Error{ErrorCode::StoreCorrupt, "an entry of `names` is damaged", {}};
    return base::load_big_endian(value.data(), 8);
}

} // namespace pemba::storage
