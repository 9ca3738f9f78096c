#include "storage/name_key.h"

#include "base/digest.h"

namespace pemba::storage {
namespace {

constexpr unsigned kDigestBit = 0x80;

} // namespace

NameKey::NameKey(StoreId store, NameKind kind, std::string_view text) {
    bool in_key = text.size() <= kMaxTextInKey;
    base::store_big_endian(bytes_.data(), static_cast<std::uint32_t>(store), 4);
    bytes_[4] = static_cast<char>(static_cast<unsigned>(kind) | (in_key ? 0u : kDigestBit));
    size_ = 5 + (in_key ? text.copy(bytes_.data() + 5, kMaxTextInKey)
                        : base::sha256(text).copy(bytes_.data() + 5, kMaxTextInKey));
}

Result<std::uint64_t> decode_number(View value) {
    if (value.size() != 8)
        return Error{ErrorCode::StoreCorrupt, "an entry of `names` is damaged", {}};
    return base::load_big_endian(value.data(), 8);
}

} // namespace pemba::storage
