// Key file: the keys of a server as a TOML file that people may read and programs write.
//
//   [[key]]
//   name = "ci"
//   hash = "sha256:9f86d081…"            # of the key, which stands nowhere
//   scopes = ["read", "check"]
//   stores = ["01JD…"]                   # only these; left out: all
//   namespaces = ["document"]            # only these; left out: all
//   created = "2026-11-25T22:00:00Z"
//   expires = "2027-11-25T22:00:00Z"     # left out: never
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "keys/key.h"
#include "pemba/result.h"

namespace pemba::keys {

/// The keys of a file's text, in its order. An unknown field, an empty list and a hash that stands
/// twice are refused: a mistake must not open more than was meant. Errors: InvalidArgument.
[[nodiscard]] Result<std::vector<Key>> parse_keys(std::string_view text);
[[nodiscard]] std::string print_keys(const std::vector<Key>& keys);

/// A name is 1 to 64 letters, digits, `.`, `_` and `-`.
[[nodiscard]] bool is_key_name(std::string_view name);

/// Reads a whole file, which nobody but its owner may be able to write. Errors: InvalidArgument.
[[nodiscard]] Result<std::vector<Key>> read_key_file(const std::filesystem::path& file);

} // namespace pemba::keys
