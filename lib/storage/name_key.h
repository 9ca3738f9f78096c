// The bytes of `names`: key.h says which.
#pragma once

#include "storage/environment.h"
#include "storage/key.h"

namespace pemba::storage {

/// The key of a name: its text, or of a long one the digest of it. On the stack: it is made for
/// every question.
class NameKey {
public:
    NameKey(StoreId store, NameKind kind, std::string_view text);

    [[nodiscard]] View view() const { return {bytes_.data(), size_}; }

private:
    // LMDB's longest key is 511 bytes; a longer name is found by its digest.
    static constexpr std::size_t kMaxTextInKey = 480;

    Bytes<5 + kMaxTextInKey> bytes_;
    std::size_t size_;
};

/// The number of a name. Errors: StoreCorrupt.
[[nodiscard]] Result<std::uint64_t> decode_number(View value);

} // namespace pemba::storage
