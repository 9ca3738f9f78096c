// The bytes of `names`: key.h says which.
#pragma once

#include <string>

#include "storage/environment.h"
#include "storage/key.h"

namespace pemba::storage {

/// The key of a name: its text, or of a long one the digest of it.
[[nodiscard]] std::string name_key(StoreId store, NameKind kind, std::string_view text);

/// The number of a name. Errors: StoreCorrupt.
[[nodiscard]] Result<std::uint64_t> decode_number(View value);

} // namespace pemba::storage
