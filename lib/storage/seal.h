// Seal: a checksum behind a value that no other table repeats, so that damage to it is seen.
#pragma once

#include <optional>
#include <string>

#include "storage/environment.h"

namespace pemba::storage {

/// Bytes that a seal adds: the CRC-32 of key and value.
inline constexpr std::size_t kSealBytes = 4;

[[nodiscard]] std::string seal(View key, std::string value);
/// The value; nothing if this is not what was stored under this key. O(bytes).
[[nodiscard]] std::optional<View> unseal(View key, View sealed);

/// The value of a key in a table whose values are sealed, or nothing. `what` names it, such as "the
/// head record of the store". Errors: StoreCorrupt, StoreFailed.
[[nodiscard]] Result<std::optional<View>> get_sealed(const Transaction& transaction, Table table,
                                                     View key, std::string_view what);

} // namespace pemba::storage
