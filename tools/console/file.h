// File: whole files in and out, with errors that name them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::console {

/// All of a file; `-` is standard input. Errors: InvalidArgument (it cannot be read).
[[nodiscard]] Result<std::string> read_file(const std::string& path);

/// Puts a text in a file's place in one step: a reader sees the old one or the new one. The file
/// gets the permission bits `mode`. Errors: StoreFailed.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view text,
                                        unsigned mode);

/// What to call a path in a message: `<stdin>` for `-`.
[[nodiscard]] std::string display_name(const std::string& path);

} // namespace pemba::console
